#include "live/write.h"

#include <algorithm>
#include <iterator>

#include "live/patch.h"
#include "live/undo.h"
#include "model/after.h"
#include "owner/managers.h"
#include "yaml/edit.h"

namespace l7::live {
namespace {

const Value* whole(const Plan& plan, const ObjectRef& object) {
  const auto found = std::find_if(plan.objects.begin(), plan.objects.end(),
                                  [&](const Value& wanted) { return ref_of(wanted) == object; });
  return found == plan.objects.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ObjectChanges> by_object(const Plan& plan, std::span<const Phase> phases) {
  std::vector<Change> changes;
  for (const Phase phase : phases) {
    for (const bool creates : {true, false}) {
      std::copy_if(plan.changes.begin(), plan.changes.end(), std::back_inserter(changes),
                   [&](const Change& change) { return change.phase == phase && change.creates() == creates; });
    }
  }
  std::vector<ObjectChanges> all;
  for (const Change& change : changes) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const ObjectChanges& one) { return one.object == change.object; });
    ObjectChanges& one = known != all.end() ? *known : all.emplace_back(ObjectChanges{change.object, {}});
    one.changes.push_back(change);
  }
  return all;
}

std::optional<FirstWrite> first_write(const ObjectChanges& todo, const Plan& plan, const Value& now,
                                      Recording recording, NewCertificates& certificates) {
  using How = kube::Write::How;
  const ObjectRef& object = todo.object;
  const Change& first = todo.changes.front();
  if (todo.creates()) return FirstWrite{{How::create, object, certificates.put_into(*first.after)}, {}};
  if (todo.deletes()) {
    // A finalizer may hold what an earlier try has deleted.
    if (first.before->find(Path{"metadata", "deletionTimestamp"})) return std::nullopt;
    return FirstWrite{{How::remove, object, *first.before}, {}};
  }
  const Value* wanted = whole(plan, object);
  if (wanted && owner::is_made_live(now)) {
    Value intent = owner::with_applied_fields(*wanted, now);
    require_version(intent, now);
    return FirstWrite{{How::apply, object, std::move(intent)}, {}};
  }
  if (recording == Recording::on) {
    const Value changed = changed_with_record(now, todo.changes);
    return FirstWrite{patch_of(object, now, changed), changed.text_at(record_path())};
  }
  const Value undone = undone_with_record(todo, now);
  if (undone == now) return FirstWrite{end_of_record(object, now, now), ""};
  return FirstWrite{patch_of(object, now, undone), {}};
}

Value undone_with_record(const ObjectChanges& todo, const Value& now) {
  Value undone = after(now, todo.changes, yaml::text_format());
  undone.set(record_path(), now.text_at(record_path()));
  return undone;
}

kube::Write patch_of(const ObjectRef& object, const Value& now, const Value& wanted) {
  Value patch = merge_patch(now, wanted);
  require_version(patch, now);
  return {kube::Write::How::patch, object, std::move(patch)};
}

kube::Write end_of_record(const ObjectRef& object, const Value& now, const Value& recorded) {
  Value rest = Value::map();
  rest.set(record_path(), Value());
  if (auto managers = owner::managers_given_back(now, appliers_in(recorded))) {
    rest.set(Path{"metadata", "managedFields"}, std::move(*managers));
  }
  require_version(rest, now);
  return {kube::Write::How::patch, object, std::move(rest)};
}

void require_record(const ObjectRef& object, const Value& answer, const std::string& record) {
  if (answer.text_at(record_path()) != record) throw not_made(object);
}

Error not_made(const ObjectRef& object) {
  return {"the API server took the change and answers with the object without it", to_string(object),
          "look at what stands between here and the API server, and at its webhooks: kubectl get "
          "mutatingwebhookconfigurations; then run this again: it continues"};
}

}  // namespace l7::live
