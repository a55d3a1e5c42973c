#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text measured in a terminal's columns. All of it takes printable UTF-8: see printable().
namespace l7::cli {

/// Columns the text takes: none for a combining character, two for a wide one (East Asian scripts, emoji).
std::size_t width_of(std::string_view text);

/// The text, or as much of its beginning as fits into `width` columns together with a mark that something is left out.
std::string fitted(std::string_view text, std::size_t width, std::string_view mark);

/// The text followed by spaces up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// The text in lines of at most `width` columns, broken at spaces; a longer word has a line of its own. One line when
/// `width` is 0.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace l7::cli
