#pragma once

#include <string_view>
#include <vector>

#include "cli/flags.h"

namespace l7::cli {

/// What --color takes: auto, always or never.
extern const Rule colour_choice;

std::vector<Candidate> colour_choices();

/// Whether to colour what goes to a file descriptor. `auto` is yes on a terminal, unless NO_COLOR is set to something.
bool wants_colour(std::string_view choice, int fd);

}  // namespace l7::cli
