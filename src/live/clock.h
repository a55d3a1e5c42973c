#pragma once

#include <chrono>

namespace l7::live {

/// The time as a live run sees it, so that tests of its limits need not wait.
class Clock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual void sleep(std::chrono::milliseconds time) = 0;
  /// By the calendar, as objects say when something was.
  virtual std::chrono::sys_seconds date() const = 0;
};

/// std::chrono::steady_clock, std::chrono::system_clock, and real sleep. Lives as long as the program.
Clock& real_clock();

}  // namespace l7::live
