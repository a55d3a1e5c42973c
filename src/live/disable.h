#pragma once

#include <string>

#include "kube/api.h"
#include "live/clock.h"
#include "live/listener.h"
#include "live/run_settings.h"
#include "live/snapshot.h"
#include "live/undo_plan.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::live {

/// Gives back what Enable found, the old entry first, and waits until the balancer is gone, which its controller
/// confirms by taking its finalizer off. A run continues where another one was cut off.
class Disable {
 public:
  Disable(kube::Api& api, Target target, Wishes wishes, RunSettings settings, Listener& listener,
          Clock& clock = real_clock());

  /// What is to be done. Of a Service that is gone, what is left of ours: the options name it, or there is only one.
  /// Throws Error when there is neither, and when a balancer cannot be deleted.
  UndoPlan plan(const Snapshot& snapshot) const;

  /// Does it. Throws Error when the balancer does not go in time, kube::ApiError, and Stopped.
  void run(Snapshot snapshot);

 private:
  /// The Milvus that is meant; nothing when only objects of ours are left of it.
  std::optional<Observed> observed(const Snapshot& snapshot) const;
  std::optional<UndoPlan> plan_if_any(const Snapshot& snapshot) const;
  void carry_out(std::span<const Phase> phases);
  /// Throws Error unless the API server says of this very Service that it is not there.
  void require_gone(const std::string& service);
  void wait_for_deletion();

  kube::Api& api_;
  Target target_;
  Wishes wishes_;
  RunSettings settings_;
  Listener& listener_;
  Clock& clock_;
  std::optional<Snapshot> fresh_;
  Clock::Time deadline_;
  /// The Service that is gone, once a run has begun with one: nothing may be left of it before the run ends.
  std::string orphan_;
};

}  // namespace l7::live
