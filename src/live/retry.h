#pragma once

#include <algorithm>
#include <chrono>

#include "kube/api.h"
#include "live/clock.h"

namespace l7::live {

/// Runs it again when an object has changed between reading and writing; it has to read anew each time. Controllers
/// write a workload many times a second during a rollout, so the refusal that comes after half a minute is passed on.
template <typename Attempt>
void again_on_conflict(Clock& clock, Attempt&& attempt) {
  static constexpr std::chrono::seconds patience{30};
  static constexpr std::chrono::milliseconds longest_pause{500};
  const auto deadline = clock.now() + patience;
  for (std::chrono::milliseconds pause{10};; pause = std::min(2 * pause, longest_pause)) {
    try {
      return attempt();
    } catch (const kube::ApiError& error) {
      static constexpr int conflict = 409;
      if (error.status != conflict || clock.now() > deadline) throw;
    }
    clock.sleep(pause);
  }
}

}  // namespace l7::live
