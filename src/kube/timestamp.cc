#include "kube/timestamp.h"

#include <algorithm>
#include <charconv>

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

}  // namespace l7::kube
