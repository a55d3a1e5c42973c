#pragma once

#include <span>
#include <string>

#include "cli/flags.h"

namespace l7::cli {

/// The flags under their headings, in the order of the table, in aligned columns; each heading follows an empty line.
std::string help_text(std::span<const Flag> flags);

}  // namespace l7::cli
