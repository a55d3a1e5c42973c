#include "live/undo_plan.h"

#include "cloud/cloud.h"
#include "live/undo.h"
#include "owner/managers.h"

namespace l7::live {
namespace {

/// The phase in which `enable` changed such an object; giving back goes through the phases from the last to the first.
Phase phase_of(const std::string& kind) {
  if (kind == "Service") return Phase::cutover;
  if (kind == "Ingress") return Phase::ingress;
  if (kind == "ConfigMap" || kind == "Deployment" || kind == "StatefulSet") return Phase::backend;
  return Phase::prepare;
}

/// The places in which two versions of an object differ, as changes; lists are taken whole.
void add_changes(const ObjectRef& object, const Value& from, const Value& to, Path& path, Plan& plan) {
  const auto add = [&](const Value* before, const Value* after) {
    plan.changes.push_back({object,
                            path,
                            {},
                            before ? std::optional(*before) : std::nullopt,
                            after ? std::optional(*after) : std::nullopt,
                            phase_of(object.kind),
                            "as it was before"});
  };
  for (const auto& [key, before] : from.members()) {
    path.emplace_back(key);
    const Value* after = to.find(key);
    if (after && before.is_map() && after->is_map()) {
      add_changes(object, before, *after, path, plan);
    } else if (!after || !(before == *after)) {
      add(&before, after);
    }
    path.pop_back();
  }
  for (const auto& [key, after] : to.members()) {
    if (from.find(key)) continue;
    path.emplace_back(key);
    add(nullptr, &after);
    path.pop_back();
  }
}

void give_back(const Object& object, UndoPlan& result) {
  if (!has_undo_record(object.value)) return;
  const Undone undone = undo(object.value);
  Path path;
  add_changes(object.ref, object.value, undone.object, path, result.plan);
  for (const std::string& place : undone.kept) result.kept.push_back(to_string(object.ref) + ": " + place);
}

}  // namespace

UndoPlan plan_undo(const Observed& observed, const std::vector<Object>& owned) {
  UndoPlan result;
  observed.each([&](const Object& object) { give_back(object, result); });
  for (const Object& object : owned) {
    if (!owner::is_made_live(object.value)) {
      result.helms.push_back(object.ref);
      continue;
    }
    if (owner::is_held_by_helm(object.value)) result.taken_over.push_back(object.ref);
    result.plan.changes.push_back(
        {object.ref, {}, {}, object.value, std::nullopt, phase_of(object.ref.kind), "enable made it"});
  }
  return result;
}

}  // namespace l7::live
