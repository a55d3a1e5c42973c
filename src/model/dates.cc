#include "model/dates.h"

#include <array>
#include <ctime>

namespace l7 {
namespace {

std::string written(std::chrono::sys_seconds time, const char* format) {
  // Not by way of the clock's own type, whose nanoseconds end in 2262.
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

std::string date_text(std::chrono::sys_seconds time) { return written(time, "%Y-%m-%d"); }

std::string time_text(std::chrono::sys_seconds time) { return written(time, "%Y-%m-%dT%H:%M:%SZ"); }

std::string days_text(std::chrono::seconds time) {
  const auto days = std::chrono::floor<std::chrono::days>(time).count();
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

}  // namespace l7
