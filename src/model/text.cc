#include "model/text.h"

#include <algorithm>

namespace l7 {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = upper(c);
  return result;
}

std::string_view trimmed(std::string_view text, std::string_view strip) {
  const std::size_t begin = text.find_first_not_of(strip);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(strip) - begin + 1);
}

std::vector<std::string> split(std::string_view text, char separator, std::string_view strip) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = trimmed(text.substr(0, end), strip);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + '\'';
}

std::string shell_word(std::string_view text) {
  const bool harmless = std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("-_./=:,@%+").find(c) != std::string_view::npos;
  });
  return harmless && !text.empty() ? std::string(text) : shell_quoted(text);
}

std::string name_in_command(std::string_view name, std::string_view placeholder) {
  const auto is_plain = [](char c) { return (is_letter_or_digit(c) && lower(c) == c) || c == '-' || c == '.'; };
  const bool named = !name.empty() && is_letter_or_digit(name.front()) && is_letter_or_digit(name.back()) &&
                     std::all_of(name.begin(), name.end(), is_plain);
  return std::string(named ? name : placeholder);
}

std::string percent_encoded(std::string_view text, std::string_view plain) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_letter_or_digit(c) || plain.find(c) != std::string_view::npos) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return result;
}

std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const auto continues = [&](std::size_t i) { return i < text.size() && continues_character(text[i]); };
  const unsigned char first = byte(0), second = byte(1);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4 || !continues(1)) return 0;
  if (first < 0xe0) return 2;
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || !continues(2)) return 0;
  if (first < 0xf0) return 3;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f) || !continues(3)) return 0;
  return 4;
}

char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const std::size_t size = std::min(length, text.size());
  char32_t character = length == 1 ? first : first & (0x7fU >> length);
  for (std::size_t i = 1; i < size; ++i) character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  text.remove_prefix(size);
  return character;
}

}  // namespace l7
