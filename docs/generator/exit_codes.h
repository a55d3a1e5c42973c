#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "tables.h"

namespace l7::docs {

/// What a command ends with. A Ctrl-C ends each of them with 130.
std::vector<ExitCode> exit_codes(const Command& command);

/// "0 done, 1 an error, 2 wrong usage".
std::string exit_codes_in_words(const Command& command);

}  // namespace l7::docs
