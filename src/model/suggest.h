#pragma once

#include <span>
#include <string_view>

namespace l7 {

/// The known name that the word was most likely meant to be, or "" when none is near: letters left out, added, wrong or
/// swapped, at most about one in three.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace l7
