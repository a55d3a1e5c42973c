#include "live/undo_plan.h"

#include "cloud/cloud.h"
#include "entry/entry.h"
#include "live/undo.h"
#include "model/kinds.h"
#include "owner/managers.h"

namespace l7::live {
namespace {

/// The phase in which `enable` makes an object of its own.
Phase phase_of_own(const ObjectRef& object) { return entry_api_of(object) ? Phase::ingress : Phase::prepare; }

/// The phase in which version 0.1.0 changed an object last; its records do not tell.
Phase phase_without_record(const ObjectRef& object) {
  if (is(object, kinds::service)) return Phase::cutover;
  if (entry_api_of(object)) return Phase::ingress;
  const bool milvus = is(object, kinds::config_map) || is(object, kinds::deployment) || is(object, kinds::stateful_set);
  return milvus ? Phase::backend : Phase::prepare;
}

/// The places in which two versions of an object differ, as changes; lists are taken whole.
void add_changes(const ObjectRef& object, const Value& from, const Value& to, Phase phase, Path& path, Plan& plan) {
  const auto add = [&](const Value* before, const Value* after) {
    plan.changes.push_back({object,
                            path,
                            {},
                            before ? std::optional(*before) : std::nullopt,
                            after ? std::optional(*after) : std::nullopt,
                            phase,
                            "as it was before"});
  };
  for (const auto& [key, before] : from.members()) {
    path.emplace_back(key);
    const Value* after = to.find(key);
    if (after && before.is_map() && after->is_map()) {
      add_changes(object, before, *after, phase, path, plan);
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
  const Phase phase = recorded_phase(object.value).value_or(phase_without_record(object.ref));
  Path path;
  add_changes(object.ref, object.value, undone.object, phase, path, result.plan);
  for (const std::string& place : undone.kept) result.kept.push_back(to_string(object.ref) + ": " + place);
  for (const std::string& place : undone.fixed) result.fixed.push_back(to_string(object.ref) + ": " + place);
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
        {object.ref, {}, {}, object.value, std::nullopt, phase_of_own(object.ref), "enable made it"});
  }
  return result;
}

}  // namespace l7::live
