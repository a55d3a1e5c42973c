#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/object.h"
#include "model/plan.h"
#include "observe/observed.h"

namespace l7::live {

/// What giving back comes to.
struct UndoPlan {
  /// The Milvus that it was made from; nothing when only objects of ours are left of it.
  std::optional<Observed> observed;
  Plan plan;
  /// `object: path` of what somebody else changed since; it stays.
  std::vector<std::string> kept;
  /// The same of what the API server lets nobody set again.
  std::vector<std::string> fixed;
  /// Objects of ours that came with Helm's post-renderer; an upgrade without it takes them away.
  std::vector<ObjectRef> helms;
  /// Objects that a live run made and Helm has taken over since: they go, and an upgrade with the post-renderer brings
  /// them back.
  std::vector<ObjectRef> taken_over;
};

/// From the objects around one Milvus: takes the recorded changes back and deletes what a live run made. `owned` are
/// the objects with our label for this Service.
UndoPlan plan_undo(const Observed& observed, const std::vector<Object>& owned);

}  // namespace l7::live
