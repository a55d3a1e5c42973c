#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace l7 {

// What a text of bytes needs anywhere. The locale never counts, and bytes beyond ASCII are no letters.

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

/// An ASCII letter in the other case; any other byte as it is.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
/// Each byte as above.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// What Go and C call white space.
inline constexpr std::string_view white_space = " \t\n\v\f\r";
/// A part of `text`, without the characters of `strip` at its beginning and end.
std::string_view trimmed(std::string_view text, std::string_view strip);

/// The texts in one, as `text_of` gives them, with `between` before each but the first. A text that only empty ones
/// precede counts as the first.
template <typename Texts, typename TextOf = std::identity>
std::string joined(const Texts& texts, std::string_view between, TextOf text_of = {}) {
  std::string all;
  for (const auto& text : texts) {
    if (!all.empty()) all += between;
    all += std::invoke(text_of, text);
  }
  return all;
}

/// The parts of a text that `separator` divides, trimmed of `strip`; those that are then empty are left out.
std::vector<std::string> split(std::string_view text, char separator, std::string_view strip = {});

/// The lines of a text without their '\n', empty ones too; a '\n' at the end begins no other. Parts of `text`.
std::vector<std::string_view> lines_of(std::string_view text);

/// A text as one word of a POSIX shell, in single quotes.
std::string shell_quoted(std::string_view text);
/// The same, without quotes where no shell needs them.
std::string shell_word(std::string_view text);

/// A name for a command that is shown: as it is where Kubernetes could have given it to an object (RFC 1123: no dash at
/// its beginning, nothing that a shell reads), and otherwise `placeholder`.
std::string name_in_command(std::string_view name, std::string_view placeholder);

/// Each byte as `%XX` but ASCII letters, digits and those in `plain`.
std::string percent_encoded(std::string_view text, std::string_view plain);

/// Whether a byte of UTF-8 continues a character.
constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
/// The bytes of the UTF-8 character at the text's beginning; 0 when there is none (RFC 3629: no surrogates, nothing
/// overlong, nothing above U+10FFFF).
std::size_t character_length(std::string_view text);
/// Takes the first character off a text of UTF-8, which must not be empty. Bytes that are none give any character.
char32_t take_character(std::string_view& text);

}  // namespace l7
