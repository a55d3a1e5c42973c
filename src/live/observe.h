#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kube/api.h"
#include "live/clock.h"
#include "live/snapshot.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::live {

/// How much to read.
enum class Depth {
  plan,     ///< what a plan is made from
  examine,  ///< also what tells whether the plan can work
  health,   ///< also what tells how the balancer and the pods are
  undo,     ///< what any cloud's plan may have changed or made
};

/// Reads the Milvus that is meant, or all of the namespace, and what concerns them. All reads go out in
/// two rounds: lists first, then what they point to. Secrets are read by name only.
///
/// A kind that may not be read is noted. The API server's error is thrown when it may not be asked for Services or for
/// any workloads, since then nothing can be said; and for a plan, when it could not answer.
Snapshot observe(kube::Api& api, const Target& target, const Wishes& wishes, Depth depth);

/// The lists that follow() watches.
std::vector<kube::Read> watched_lists(const Target& target, const Wishes& wishes, Depth depth);

/// The Milvus that is meant, or the only one. Throws Error when there is none, with "name another namespace
/// with -n" for the remedy and `otherwise` (", or name a --file") after it; and when several may be meant.
Observed milvus_in(const Snapshot& snapshot, const Target& target, const Wishes& wishes,
                   std::string_view otherwise = "");

/// Follows the objects as observe() read them, until `look` returns false or the deadline has passed; it is called with
/// the newest state after each change, and at least once a second.
void follow(kube::Api& api, const Target& target, const Wishes& wishes, Depth depth, Clock::Time deadline,
            const std::function<bool(const Snapshot&)>& look, Clock& clock = real_clock());

}  // namespace l7::live
