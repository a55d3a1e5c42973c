#pragma once

#include <iosfwd>
#include <string_view>

namespace l7::cli {

/// Whether the user agrees to a change: asks `question [y/N]` on the terminal. That is the one that stdin is; where
/// stderr goes makes no difference. Throws Error when stdin is no terminal, since nobody can answer then.
bool agreed(std::string_view question);

/// Asks `question [y/N]`; true for y or yes in any case. End of input and everything else is no.
bool confirmed(std::istream& in, std::ostream& out, std::string_view question);

}  // namespace l7::cli
