#pragma once

#include <chrono>

#include "kube/api.h"

namespace l7::live {

/// How a run that changes a cluster goes about it.
struct RunSettings {
  /// Waits until each step has had its effect; without it everything is done at once.
  bool wait = true;
  /// For all of the waiting.
  std::chrono::milliseconds timeout = std::chrono::minutes(15);
  kube::DryRun dry_run = kube::DryRun::none;
};

}  // namespace l7::live
