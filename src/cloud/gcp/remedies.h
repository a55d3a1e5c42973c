#pragma once

#include <span>

#include "cloud/events.h"

namespace l7::gcp {

/// What to do about the failures that GKE's controllers tell.
std::span<const Remedy> remedies();

/// Nobody has to do anything about these: they pass.
inline constexpr std::string_view no_certificate_yet = "both HTTP and HTTPS are disabled";
inline constexpr std::string_view group_of_endpoints = "networkEndpointGroups/";

}  // namespace l7::gcp
