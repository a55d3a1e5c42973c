#pragma once

#include <string>

#include "cloud/aws/account/ini.h"

namespace l7::aws {

/// Whether the text can be a region's name, and so a part of a host's.
bool is_region(const std::string& text);

/// The base URL of a service ("acm", "sts") in a region, without a region STS' global one: AWS_ENDPOINT_URL_ACM,
/// AWS_ENDPOINT_URL, the profile's endpoint_url, or else by the partition's rule. The first three do not count where
/// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true.
std::string endpoint_of(const std::string& service, const std::string& region, const Section& profile);

}  // namespace l7::aws
