#include "model/dates.h"

#include <cstddef>

namespace l7 {
namespace {

/// With zeros before it, up to this many digits.
std::string digits(long long number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

std::string date_text(std::chrono::sys_seconds time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return digits(int{date.year()}, 4) + '-' + digits(unsigned{date.month()}, 2) + '-' + digits(unsigned{date.day()}, 2);
}

std::string time_text(std::chrono::sys_seconds time) {
  const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  return date_text(time) + 'T' + digits(clock.hours().count(), 2) + ':' + digits(clock.minutes().count(), 2) + ':' +
         digits(clock.seconds().count(), 2) + 'Z';
}

std::string days_text(std::chrono::seconds time) {
  const auto days = std::chrono::floor<std::chrono::days>(time).count();
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

}  // namespace l7
