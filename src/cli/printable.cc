#include "cli/printable.h"

#include "model/text.h"

namespace l7::cli {
namespace {

/// C0, DEL and C1.
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

/// What turns the text around it, or breaks a line (Unicode 16, Bidi_Control, Zl and Zp).
bool is_hidden_mark(char32_t c) {
  return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

std::string hex_of(char32_t c, int digits) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string text;
  while (digits > 0) text += hex[(c >> (4 * --digits)) & 15];
  return text;
}

std::string escape_of(char32_t c) {
  switch (c) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return c < 0x100 ? "\\x" + hex_of(c, 2) : "\\u" + hex_of(c, 4);
  }
}

/// The text with each character that does not show as `escape` has it, and U+FFFD for what is none.
template <typename Escape>
std::string escaped(std::string_view text, Escape&& escape) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    std::string_view rest = text;
    const char32_t c = length == 0 ? 0xfffd : take_character(rest);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (is_control(c) || is_hidden_mark(c)) {
      out += escape(c);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    out += length == 0 ? "\xEF\xBF\xBD" : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string printable(std::string_view text) { return escaped(text, escape_of); }

std::string visible(std::string_view text) {
  return escaped(text, [](char32_t c) { return "\\u" + hex_of(c, 4); });
}

}  // namespace l7::cli
