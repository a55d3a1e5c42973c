#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cloud/aws/account/sources.h"

namespace l7::aws {

/// A call to STS that answers with temporary credentials; `parameters` go beside Action and Version. Signed where keys
/// are given. Throws ServiceError and Unreachable.
Keys assume(const LookupContext& context, const std::string& action,
            const std::vector<std::pair<std::string, std::string>>& parameters, const Keys* keys);

/// role_session_name of the profile, or one of our own.
std::string session_name(const std::string& given);

}  // namespace l7::aws
