#pragma once

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <string>

#include "live/clock.h"

namespace l7::live::fake {

/// Time that passes when it is told to. What others do later can be scheduled: it is done as time passes.
class FakeClock final : public Clock {
 public:
  using Action = std::function<void()>;

  Time now() const override { return now_; }
  void sleep(std::chrono::milliseconds time) override {
    const Time end = now_ + time;
    while (!scheduled_.empty() && scheduled_.begin()->first <= end) {
      const auto next = scheduled_.begin();
      const Action action = std::move(next->second);
      now_ = std::max(now_, next->first);
      scheduled_.erase(next);
      action();
    }
    now_ = end;
  }

  std::chrono::sys_seconds date() const override {
    return std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::floor<std::chrono::seconds>(passed());
  }

  /// Does it once that much time has passed.
  void after(std::chrono::milliseconds time, Action action) { scheduled_.emplace(now_ + time, std::move(action)); }

  std::chrono::milliseconds passed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_ - Time());
  }
  /// As Kubernetes writes times: whole seconds. The clock begins on 1 January 2026 at midnight.
  std::string text() const {
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(passed()));
    char text[32];
    std::snprintf(text, sizeof text, "2026-01-01T%02d:%02d:%02dZ", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text;
  }

 private:
  Time now_;
  std::multimap<Time, Action> scheduled_;
};

}  // namespace l7::live::fake
