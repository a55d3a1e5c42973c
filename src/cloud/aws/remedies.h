#pragma once

#include <span>

#include "cloud/events.h"

namespace l7::aws {

/// What to do about the failures that the AWS Load Balancer Controller tells.
std::span<const Remedy> remedies();

/// The same for what a target group says of a pod.
std::span<const Remedy> target_remedies();

}  // namespace l7::aws
