#pragma once

#include <string>

#include "cloud/aws/account/profiles.h"

namespace l7::aws {

/// What may say a region, beside the environment and the profile; each may be empty.
struct RegionHints {
  std::string flag;
  /// Of the certificate: it lies in that region and in no other.
  std::string certificate_arn;
  /// Of the cluster's nodes.
  std::string nodes;
};

/// The ARN's region, or else the flag, AWS_REGION, AWS_DEFAULT_REGION, the profile's region, the nodes'. Throws
/// UsageError for an ARN that is none, or of another region than the flag says; Error when nothing says one.
std::string region_of(const RegionHints& hints, const Section& profile);

}  // namespace l7::aws
