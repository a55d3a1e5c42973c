#pragma once

#include <span>
#include <string>
#include <string_view>

namespace l7 {

/// The known name that the word was most likely meant to be, or "" when none is near: letters left out, added, wrong or
/// swapped, at most about one in three.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean NAME?` for the end of a message, or "" without a name.
std::string did_you_mean(std::string_view name);

}  // namespace l7
