#include "connect/text.h"

#include <cstdint>

#include "model/text.h"

namespace l7::connect {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string hex(std::uint32_t number, int digits) {
  std::string text;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) text += hex_digits[number >> shift & 0xf];
  return text;
}

std::string utf16_escape(std::uint32_t character) {
  if (character < 0x10000) return "\\u" + hex(character, 4);
  const std::uint32_t rest = character - 0x10000;
  return "\\u" + hex(0xd800 + (rest >> 10), 4) + "\\u" + hex(0xdc00 + (rest & 0x3ff), 4);
}

}  // namespace

std::string filled(std::string_view text, std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t at = text.find('@');
    result += text.substr(0, at);
    if (at == text.npos) break;
    text.remove_prefix(at);
    const std::pair<std::string_view, std::string>* found = nullptr;
    for (const auto& value : values) {
      if (text.substr(1).starts_with(value.first) && text.substr(1 + value.first.size()).starts_with('@')) {
        found = &value;
      }
    }
    if (!found) {
      result += '@';
      text.remove_prefix(1);
      continue;
    }
    const bool begins_line = result.empty() || result.back() == '\n';
    result += found->second;
    text.remove_prefix(found->first.size() + 2);
    if (found->second.empty() && begins_line && text.starts_with('\n')) text.remove_prefix(1);
  }
  return result;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const char c = text.front();
    if (text.starts_with(byte_order_mark)) {
      // Go takes it nowhere but at the beginning of a file.
      result += "\\ufeff";
      text.remove_prefix(byte_order_mark.size());
      continue;
    }
    if (c == '\n') {
      result += "\\n";
    } else if (is_control(c)) {
      result += "\\x" + hex(static_cast<unsigned char>(c), 2);
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
    text.remove_prefix(1);
  }
  return result + '"';
}

std::string java_quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::uint32_t character = take_character(text);
    const char c = static_cast<char>(character);
    if (character >= 0x80) {
      result += utf16_escape(character);
    } else if (c == '\n') {
      result += "\\n";
    } else if (is_control(c)) {
      // In octal: \u000a would be read as a line break before the literal is.
      result += '\\';
      for (const int shift : {6, 3, 0}) result += hex_digits[character >> shift & 7];
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + '"';
}

std::string note_on_address(const Way& way, std::string_view comment) {
  if (!way.by_address()) return "";
  return std::string(comment) + "The name's DNS does not lead to the balancer yet: this goes to its address instead.";
}

}  // namespace l7::connect
