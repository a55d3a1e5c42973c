#include "kube/json_numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace l7::kube {
namespace {

constexpr std::string_view decimal_digits = "0123456789";

/// How YAML 1.1 marks a base: 0x, 0b, 0o, or a leading zero.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char mark = digits[1];
  const int base = mark == 'x' || mark == 'X' ? 16 : mark == 'b' || mark == 'B' ? 2 : 8;
  const bool has_letter = base != 8 || mark == 'o' || mark == 'O';
  if (!has_letter && digits.find_first_not_of("01234567") != std::string_view::npos) return 10;
  digits.remove_prefix(has_letter ? 2 : 1);
  return base;
}

std::optional<std::string> integer(std::string_view digits, bool negative) {
  const int base = take_base(digits);
  if (base == 10) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, number, base).ptr != end) return std::nullopt;
  return (negative ? "-" : "") + std::to_string(number);
}

/// Whether JSON takes it as it stands: digits without a leading zero, around a point and before an exponent.
bool is_json(std::string_view digits) {
  const std::size_t whole = std::min(digits.find_first_not_of(decimal_digits), digits.size());
  if (whole == 0 || (whole > 1 && digits[0] == '0')) return false;
  digits.remove_prefix(whole);
  if (!digits.starts_with('.')) return true;
  return digits.size() > 1 && decimal_digits.find(digits[1]) != std::string_view::npos;
}

Value json_number(std::string text) {
  std::erase(text, '_');
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  if (const std::optional<std::string> whole = integer(text, negative)) return Value::number(*whole);
  if (is_json(text)) return Value::number((negative ? "-" : "") + text);
  const double number = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(number) || text.find_first_of(decimal_digits) == std::string::npos) return {};
  std::array<char, 32> shortest;
  const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), negative ? -number : number).ptr;
  return Value::number(std::string(shortest.data(), end));
}

}  // namespace

Value with_json_numbers(Value value) {
  if (value.kind() == Value::Kind::number) return json_number(value.text());
  for (Value& item : value.items()) item = with_json_numbers(std::move(item));
  for (auto& [unused, member] : value.members()) member = with_json_numbers(std::move(member));
  return value;
}

}  // namespace l7::kube
