#pragma once

#include <string>
#include <vector>

#include "cloud/aws/account/keys.h"

namespace l7::aws {

/// Runs a program that gives credentials and reads its answer (AWS SDKs and Tools Reference Guide, "Process credential
/// provider", Version 1). What it writes to stderr is shown as it is, what it answers never. `place` names it in
/// messages, `fix` is for when it fails. Throws Error.
Keys keys_of_program(const std::vector<std::string>& command, const std::string& place, const std::string& fix);

}  // namespace l7::aws
