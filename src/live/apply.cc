#include "live/apply.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "live/node_ports.h"
#include "live/patch.h"
#include "live/undo.h"
#include "model/after.h"
#include "model/error.h"
#include "owner/managers.h"
#include "yaml/edit.h"

namespace l7::live {
namespace {

struct Group {
  ObjectRef object;
  std::vector<Change> changes;
};

/// The changes of these phases by object; in each phase what is new comes first, since the rest refers to it.
std::vector<Group> grouped(const Plan& plan, std::span<const Phase> phases) {
  std::vector<Change> changes;
  for (const Phase phase : phases) {
    for (const bool creates : {true, false}) {
      std::copy_if(plan.changes.begin(), plan.changes.end(), std::back_inserter(changes),
                   [&](const Change& change) { return change.phase == phase && change.creates() == creates; });
    }
  }
  std::vector<Group> groups;
  for (const Change& change : changes) {
    const auto known =
        std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.object == change.object; });
    Group& group = known != groups.end() ? *known : groups.emplace_back(Group{change.object, {}});
    group.changes.push_back(change);
  }
  return groups;
}

const Value* whole(const Plan& plan, const ObjectRef& object) {
  const auto found = std::find_if(plan.objects.begin(), plan.objects.end(),
                                  [&](const Value& wanted) { return ref_of(wanted) == object; });
  return found == plan.objects.end() ? nullptr : &*found;
}

Error not_made(const ObjectRef& object) {
  return {"the API server took the change and answers with the object without it", to_string(object),
          "look at what stands between here and the API server, and at its webhooks: kubectl get "
          "mutatingwebhookconfigurations; then run this again: it continues"};
}

/// A write that was answered and not made shows in the record, which nobody else writes. Without this, a run would tell
/// of changes that are not there, or go on without what undoing them takes.
void require_record(const ObjectRef& object, const Value& answer, const std::string& record) {
  if (answer.text_at(record_path()) != record) throw not_made(object);
}

/// Whether a patch leaves a trace for certain. What it takes away may be back by a default, but for annotations.
bool must_show(const Value& patch) {
  if (!patch.is_map()) return !patch.is_null();
  return std::any_of(patch.members().begin(), patch.members().end(), [](const Value::Member& member) {
    return (member.first == "annotations" && !member.second.members().empty()) || must_show(member.second);
  });
}

}  // namespace

Executor::Executor(kube::Api& api, const Observed& observed, Recording recording, kube::DryRun dry_run,
                   Listener& listener, NewCertificates& certificates, Freshness* written)
    : api_(api),
      observed_(observed),
      recording_(recording),
      dry_run_(dry_run),
      listener_(listener),
      certificates_(certificates),
      written_(written) {}

void Executor::apply(const Plan& plan, std::span<const Phase> phases) {
  for (const Group& group : grouped(plan, phases)) apply_to(group.object, group.changes, plan);
}

void Executor::apply_to(const ObjectRef& object, const std::vector<Change>& changes, const Plan& plan) {
  if (changes.front().creates()) {
    note(Value(), api_.create(certificates_.put_into(*changes.front().after), dry_run_));
    return listener_.applied(object, "created");
  }
  if (changes.front().deletes()) {
    // A finalizer may hold what an earlier try has deleted.
    if (changes.front().before->find(Path{"metadata", "deletionTimestamp"})) return;
    api_.remove(*changes.front().before, dry_run_);
    return listener_.applied(object, "deleted");
  }
  const Value& now = there(object);
  const Value* wanted = whole(plan, object);
  if (wanted && owner::is_made_live(now)) {
    Value intent = owner::with_applied_fields(*wanted, now);
    require_version(intent, now);
    note(now, api_.apply(intent, dry_run_));
  } else if (recording_ == Recording::on) {
    const Value changed = changed_with_record(now, changes);
    Value patch = merge_patch(now, changed);
    require_version(patch, now);
    Value answer = api_.patch(object, patch, dry_run_);
    require_record(object, answer, changed.text_at(record_path()));
    note(now, answer);
    // What was not kept cannot be built on.
    if (dry_run_ == kube::DryRun::none) patched_.push_back(std::move(answer));
  } else {
    give_back(object, now, after(now, changes, yaml::text_format()));
  }
  listener_.applied(object, "changed");
}

void Executor::note(const Value& before, const Value& after) {
  if (written_ && dry_run_ == kube::DryRun::none) written_->note(before, after);
}

void Executor::give_back(const ObjectRef& object, const Value& now, const Value& before) {
  Value last = now;
  Value with_record = before;
  with_record.set(record_path(), now.text_at(record_path()));
  if (!(with_record == now)) {
    Value answer = patch_to(object, now, std::move(with_record));
    // What was not kept cannot be built on.
    if (dry_run_ != kube::DryRun::none) return;
    last = std::move(answer);
  }
  Value rest = Value::map();
  rest.set(record_path(), Value());
  if (auto managers = owner::managers_given_back(last, appliers_in(now))) {
    rest.set(Path{"metadata", "managedFields"}, std::move(*managers));
  }
  require_version(rest, last);
  require_record(object, api_.patch(object, rest, dry_run_), "");
}

/// An entry that is open at another node port is better than none.
Value Executor::patch_to(const ObjectRef& object, const Value& now, Value wanted) {
  Value patch = merge_patch(now, wanted);
  const bool shows = must_show(patch);
  require_version(patch, now);
  try {
    Value answer = api_.patch(object, patch, dry_run_);
    // The record goes next, and with it the only way back.
    if (shows && answer == now) throw not_made(object);
    return answer;
  } catch (const kube::ApiError& refusal) {
    const std::vector<Path> refused = refused_node_ports(refusal, wanted);
    if (refused.empty()) throw;
    for (const Path& path : refused) {
      listener_.noted(to_string(object) + ": " + to_string(path) + " was " + wanted.text_at(path) +
                      ", which is not free any more; the API server chooses another");
      wanted.remove(path);
    }
  }
  return patch_to(object, now, std::move(wanted));
}

const Value& Executor::there(const ObjectRef& object) const {
  const auto newest =
      std::find_if(patched_.rbegin(), patched_.rend(), [&](const Value& patched) { return ref_of(patched) == object; });
  if (newest != patched_.rend()) return *newest;
  if (const Object* seen = observed_.find(object)) return seen->value;
  throw std::logic_error("a plan changes " + to_string(object) + ", which was not observed");
}

}  // namespace l7::live
