#pragma once

#include <string>
#include <string_view>

namespace l7 {

// What a text of bytes needs anywhere. The locale never counts, and bytes beyond ASCII are no letters.

/// An ASCII letter in the other case; any other byte as it is.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
/// Each byte as above.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

}  // namespace l7
