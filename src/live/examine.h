#pragma once

#include <vector>

#include "kube/api.h"
#include "live/enable.h"
#include "model/finding.h"

namespace l7::live {

/// Everything that is known against a plan before anything is written, each finding once: the plan's own, the cloud's
/// diagnosis, the certificates, and what the API server says of each change and of the rights that it takes, `watched`
/// lists included. Throws kube::ApiError when the API server cannot be asked at all.
std::vector<Finding> examine(kube::Api& api, const EnablePlan& todo, const Wishes& wishes,
                             const std::vector<kube::Read>& watched);

}  // namespace l7::live
