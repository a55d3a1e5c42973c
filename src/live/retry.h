#pragma once

#include "kube/client.h"

namespace l7::live {

/// Runs it again, up to five times in all, when an object has changed between reading and writing; it has to read anew
/// each time. The last refusal is passed on.
template <typename Attempt>
void again_on_conflict(Attempt&& attempt) {
  static constexpr int attempts = 5;
  for (int left = attempts - 1;; --left) {
    try {
      return attempt();
    } catch (const kube::ApiError& error) {
      static constexpr int conflict = 409;
      if (error.status != conflict || left == 0) throw;
    }
  }
}

}  // namespace l7::live
