#pragma once

#include <cstddef>
#include <string_view>

namespace l7::yaml {

/// The byte order mark that a text may begin with; yaml-cpp's offsets do not count it.
inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The text behind that mark.
inline std::string_view without_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

/// Throws ReadError for bytes that Kubernetes rejects or that it and yaml-cpp read differently: invalid UTF-8, control
/// characters, a lone carriage return and Unicode line breaks (line ends for one, not for the other), `---` glued to a
/// word.
void check_text(std::string_view text);

/// The line, from 1, of an offset.
std::size_t line_at(std::string_view text, std::size_t offset);
/// The offset at which the line of `offset` begins, and where it ends: at its '\n' or the end of the text.
std::size_t line_begin(std::string_view text, std::size_t offset);
std::size_t line_end(std::string_view text, std::size_t offset);
/// The start of the next line, or the end of the text.
std::size_t next_line(std::string_view text, std::size_t offset);

/// Spaces at the beginning of the line that starts at `begin`.
std::size_t indent_at(std::string_view text, std::size_t begin);
/// Whether the line that starts at `begin` holds nothing but white space.
bool is_blank_line(std::string_view text, std::size_t begin);

/// The first offset from `at` on that is neither white space nor in a comment. A `#` begins a comment only after space.
std::size_t skip_space_and_comments(std::string_view text, std::size_t at);

/// Where the first document's content ends: at a second `---`, at `...`, or at the end of the text.
std::size_t document_end(std::string_view text);

}  // namespace l7::yaml
