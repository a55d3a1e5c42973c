#include "cli/names.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "model/text.h"
#include "platform/ip_address.h"

namespace l7::cli {
namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

bool is_label(std::string_view text) {
  return !text.empty() && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || is_lower_or_digit(c); });
}

bool is_subdomain(std::string_view text, std::size_t label_limit) {
  if (text.size() > longest_name) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_label(label) || label.size() > label_limit) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_object_name(std::string_view text) { return is_subdomain(text, longest_name); }

bool is_host(std::string_view text) {
  const std::string_view name = text.substr(text.starts_with("*.") ? 2 : 0);
  return text.size() <= longest_name && is_subdomain(name, longest_label) && !platform::parse_ipv4(std::string(text));
}

bool is_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string address(text.substr(0, slash));
  const std::string_view length = text.substr(slash + 1);
  const bool six = address.find(':') != std::string::npos;
  unsigned bits = 0;
  const auto [stop, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  const bool plain = stop == length.data() + length.size() && (length.size() == 1 || !length.starts_with('0'));
  const bool is_address = six ? platform::parse_ipv6(address).has_value() : platform::parse_ipv4(address).has_value();
  return error == std::errc() && plain && bits <= (six ? 128U : 32U) && is_address;
}

bool is_annotation_key(std::string_view text) {
  // The API server compares prefixes of annotations in lower case (apimachinery, ValidateAnnotations).
  const std::string key = lower(text);
  std::string_view name = key;
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    if (!is_object_name(name.substr(0, slash))) return false;
    name.remove_prefix(slash + 1);
  }
  return !name.empty() && name.size() <= longest_label && is_lower_or_digit(name.front()) &&
         is_lower_or_digit(name.back()) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower_or_digit(c) || c == '-' || c == '_' || c == '.';
         });
}

bool is_plain_text(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         std::none_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte < ' ' || byte == 0x7f;
         });
}

}  // namespace l7::cli
