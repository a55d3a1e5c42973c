#include "model/duration.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace l7 {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view number_characters = "0123456789.";

/// The largest double that 64 bits hold as a whole number.
constexpr double largest = 9223372036854774784.0;

/// Nanoseconds; 0 for what is no unit of Go's.
double unit(std::string_view name) {
  struct Unit {
    std::string_view name;
    double length;
  };
  // The micro sign and the Greek letter both stand for a millionth.
  static constexpr std::array<Unit, 8> units = {{{"ns", 1},
                                                 {"us", 1e3},
                                                 {"\xc2\xb5s", 1e3},
                                                 {"\xce\xbcs", 1e3},
                                                 {"ms", 1e6},
                                                 {"s", 1e9},
                                                 {"m", 60e9},
                                                 {"h", 3600e9}}};
  for (const Unit& known : units) {
    if (known.name == name) return known.length;
  }
  return 0;
}

/// `15`, `1.5`, `.5`, `5.`; nothing for anything else.
std::optional<double> decimal(std::string_view text) {
  if (text.find_first_of(digits) == text.npos || text.find('.') != text.rfind('.')) return std::nullopt;
  double number = 0;
  double place = 1;
  bool is_fraction = false;
  for (const char c : text) {
    if (c == '.') {
      is_fraction = true;
      continue;
    }
    number = number * 10 + (c - '0');
    if (is_fraction) place *= 10;
  }
  return number / place;
}

bool is_bare(std::string_view text) { return !text.empty() && text.find_first_not_of(digits) == text.npos; }

/// The sum of numbers with units, in nanoseconds.
std::optional<double> sum(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find_first_not_of(number_characters), text.size());
    const std::optional<double> number = decimal(text.substr(0, length));
    text.remove_prefix(length);
    const std::size_t name = std::min(text.find_first_of(number_characters), text.size());
    const double factor = unit(text.substr(0, name));
    text.remove_prefix(name);
    if (!number || factor == 0) return std::nullopt;
    total += *number * factor;
  }
  return total;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const bool zero = is_bare(text) && text.find_first_not_of('0') == text.npos;
  // A negative number needs a unit, unless it is zero.
  if (negative && is_bare(text) && !zero) return std::nullopt;
  std::optional<double> total = sum(text);
  if (is_bare(text)) total = *decimal(text) * unit("s");
  // Not a number is what a fraction of some 300 digits comes to.
  if (!total || !(*total <= largest)) return std::nullopt;
  return std::chrono::nanoseconds(std::llround(negative ? -*total : *total));
}

}  // namespace l7
