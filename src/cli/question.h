#pragma once

#include <iosfwd>
#include <string_view>

namespace l7::cli {

/// Whether somebody is there to answer: stdin and stderr are terminals.
bool can_ask();

/// Asks `question [y/N]`; true for y or yes in any case. End of input and everything else is no.
bool confirmed(std::istream& in, std::ostream& out, std::string_view question);

}  // namespace l7::cli
