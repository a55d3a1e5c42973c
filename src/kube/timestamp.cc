#include "kube/timestamp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace l7::kube {
namespace {

constexpr std::string_view digits = "0123456789";

/// Takes texts of a fixed form from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(std::size_t length) {
    int value = 0;
    const char* end = rest_.data() + std::min(length, rest_.size());
    good_ = good_ && rest_.size() >= length && rest_[0] != '-' && std::from_chars(rest_.data(), end, value).ptr == end;
    rest_.remove_prefix(std::min(length, rest_.size()));
    return value;
  }
  void expect(std::string_view choice) {
    good_ = good_ && !rest_.empty() && choice.find(rest_[0]) != std::string_view::npos;
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
  }
  /// The digits after a point; a fraction of a second is of no interest here.
  void skip_fraction() {
    if (!rest_.starts_with('.')) return;
    const std::size_t end = std::min(rest_.find_first_not_of(digits, 1), rest_.size());
    good_ = good_ && end > 1;
    rest_.remove_prefix(end);
  }
  char next() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool is_done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// What 64 bits hold of nanoseconds, as a double: some 292 years.
constexpr double largest = 9223372036854774784.0;

/// Nanoseconds; 0 for no unit of Go's.
double unit(std::string_view name) {
  struct Unit {
    std::string_view name;
    double length;
  };
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

}  // namespace

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  Scanner scanner(text);
  const int y = scanner.number(4);
  scanner.expect("-");
  const int m = scanner.number(2);
  scanner.expect("-");
  const int d = scanner.number(2);
  scanner.expect("Tt");
  const int hour = scanner.number(2);
  scanner.expect(":");
  const int minute = scanner.number(2);
  scanner.expect(":");
  const int second = scanner.number(2);
  scanner.skip_fraction();
  minutes offset{0};
  if (const char sign = scanner.next(); sign == '+' || sign == '-') {
    scanner.expect("+-");
    offset = hours(scanner.number(2));
    scanner.expect(":");
    offset += minutes(scanner.number(2));
    if (sign == '-') offset = -offset;
  } else {
    scanner.expect("Zz");
  }
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!scanner.is_done() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) - offset;
}

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::string_view rest = text;
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  // A bare number of seconds has no sign but for +, and zero needs no unit.
  const bool bare = !rest.empty() && rest.find_first_not_of(digits) == std::string_view::npos;
  if (bare && negative && rest.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
  const std::string with_unit = std::string(rest) + (bare ? "s" : "");
  rest = with_unit;
  if (rest.empty()) return std::nullopt;
  double total = 0;
  while (!rest.empty()) {
    const std::size_t length = std::min(rest.find_first_not_of("0123456789."), rest.size());
    const std::string_view number = rest.substr(0, length);
    if (number.find_first_of(digits) == std::string_view::npos || number.find('.') != number.rfind('.')) {
      return std::nullopt;
    }
    rest.remove_prefix(length);
    const std::size_t name = std::min(rest.find_first_of("0123456789."), rest.size());
    const double factor = unit(rest.substr(0, name));
    if (factor == 0) return std::nullopt;
    rest.remove_prefix(name);
    total += std::stod(std::string(number)) * factor;
  }
  if (total > largest) return std::nullopt;
  return std::chrono::nanoseconds(std::llround(negative ? -total : total));
}

}  // namespace l7::kube
