#include "live/disable.h"

#include <array>

#include "cloud/cloud.h"
#include "live/apply.h"
#include "live/observe.h"
#include "live/retry.h"
#include "live/run_end.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::live {
namespace {

constexpr std::array everything = {Phase::cutover, Phase::ingress, Phase::backend, Phase::prepare};
constexpr std::array old_entry_and_balancer = {Phase::cutover, Phase::ingress};
constexpr std::array rest = {Phase::backend, Phase::prepare};

/// The Service that is meant among those that are gone; empty when it is none of them.
std::string orphaned_service(const Snapshot& snapshot, const Target& target) {
  const std::vector<ObjectRef> services = snapshot.orphaned_services();
  if (target.release.empty()) return services.size() == 1 ? services.front().name : "";
  for (const ObjectRef& service : services) {
    if (service.name == target.release || service.name == target.release + "-milvus") return service.name;
  }
  return "";
}

std::string texts_of(const Value* list) { return list ? joined(list->items(), ", ", &Value::text) : ""; }

/// A balancer that cannot be deleted would leave a run in the middle: the old entry open, and the new one for ever
/// going.
void refuse_what_stays(const Plan& plan) {
  for (const Change& change : plan.changes) {
    const auto entry = change.deletes() ? read_entry({change.object, *change.before, ""}) : std::nullopt;
    for (const Cloud* cloud : clouds()) {
      const auto against = entry && cloud->serves(*entry) ? cloud->against_deletion(*entry) : std::nullopt;
      if (!against) continue;
      throw Error(std::string(against->kind->title) + ": " + against->seen, against->where,
                  std::string(against->kind->fix));
    }
  }
}

}  // namespace

Disable::Disable(kube::Api& api, Target target, Wishes wishes, RunSettings settings, Listener& listener, Clock& clock)
    : api_(api),
      target_(std::move(target)),
      wishes_(std::move(wishes)),
      settings_(settings),
      listener_(listener),
      clock_(clock) {}

std::optional<UndoPlan> Disable::plan_if_any(const Snapshot& snapshot) const {
  if (auto milvus = observed(snapshot)) {
    UndoPlan plan = plan_undo(*milvus, snapshot.owned_by(milvus->milvus.service.ref.name));
    plan.observed = std::move(milvus);
    return plan;
  }
  const std::string orphan = orphan_.empty() ? orphaned_service(snapshot, target_) : orphan_;
  if (orphan.empty()) return std::nullopt;
  return plan_undo(Observed(), snapshot.owned_by(orphan));
}

UndoPlan Disable::plan(const Snapshot& snapshot) const {
  if (auto plan = plan_if_any(snapshot)) {
    refuse_what_stays(plan->plan);
    return std::move(*plan);
  }
  const std::vector<ObjectRef> services = snapshot.orphaned_services();
  if (target_.release.empty() && !services.empty()) {
    const std::string names = joined(services, ", ", &ObjectRef::name);
    throw Error("several Services are gone and have left something behind: " + names, "", "name the one you mean");
  }
  throw Error("there is no Milvus in namespace " + target_.name_space + ", and nothing of ours is left there", "",
              "name another namespace with -n");
}

std::optional<Observed> Disable::observed(const Snapshot& snapshot) const {
  if (!orphan_.empty()) return std::nullopt;
  const bool orphan_named = !target_.release.empty() && !orphaned_service(snapshot, target_).empty();
  return orphan_named ? std::nullopt : snapshot.observed(target_, wishes_);
}

void Disable::run(Snapshot snapshot) {
  if (!observed(snapshot)) orphan_ = orphaned_service(snapshot, target_);
  fresh_ = std::move(snapshot);
  deadline_ = clock_.now() + settings_.timeout;
  const RunEnd end(api_, deadline_);
  if (settings_.dry_run != kube::DryRun::none) return carry_out(everything);
  // Each step runs twice: the second plan shows a deletion that the server acknowledged and did not make.
  if (settings_.wait) {
    carry_out(old_entry_and_balancer);
    carry_out(old_entry_and_balancer);
    wait_for_deletion();
    carry_out(rest);
  } else {
    carry_out(everything);
  }
  carry_out(everything);
}

void Disable::carry_out(std::span<const Phase> phases) {
  again_on_conflict(clock_, [&] {
    const Snapshot snapshot = fresh_ ? std::move(*fresh_) : observe(api_, target_, wishes_, Depth::undo);
    fresh_.reset();
    if (listener_.stopped()) throw Stopped();
    const UndoPlan todo = plan(snapshot);
    if (!todo.observed) require_gone(orphan_.empty() ? orphaned_service(snapshot, target_) : orphan_);
    const Observed nothing;
    NewCertificates none;
    Executor(api_, todo.observed ? *todo.observed : nothing, Recording::off, settings_.dry_run, listener_, none)
        .apply(todo.plan, phases);
  });
}

/// A list that leaves a Service out, as one of a cache does that lags behind, would cost a live release its balancer.
void Disable::require_gone(const std::string& service) {
  const std::string where = to_string(ObjectRef{"v1", "Service", target_.name_space, service});
  const std::vector<kube::Answer> answers = api_.read({{"v1", "Service", target_.name_space, service, "", ""}});
  const kube::Answer& answer = answers.front();
  if (answer.error) throw *answer.error;
  if (answer.outcome == kube::Answer::Outcome::absent && answer.named) return;
  throw Error(
      "the list of Services does not have this one, and nobody says that it is gone; nothing was deleted", where,
      "see what there is: kubectl get service -n " + target_.name_space + ' ' + service + "; then run this again");
}

void Disable::wait_for_deletion() {
  static constexpr std::string_view what = "the balancer to go";
  std::vector<Object> left;
  std::string complaint;
  const auto look = [&](const Snapshot& snapshot) {
    if (listener_.stopped()) throw Stopped();
    left = snapshot.being_deleted();
    if (left.empty()) {
      fresh_ = snapshot;
      return false;
    }
    complaint = snapshot.complaint_about(left.front());
    Health health;
    for (const Object& object : left) {
      health.hops.push_back({to_string(object.ref), State::waiting,
                             "held by " + texts_of(object.value.find(Path{"metadata", "finalizers"})),
                             snapshot.complaint_about(object)});
    }
    listener_.waiting(what, health);
    return true;
  };
  follow(api_, target_, wishes_, Depth::undo, deadline_, look, clock_);
  if (left.empty()) return listener_.waited(what);
  const Object& first = left.front();
  throw Error("time ran out: " + to_string(first.ref) + " is being deleted, but its finalizers hold it: " +
                  texts_of(first.value.find(Path{"metadata", "finalizers"})) +
                  (complaint.empty() ? "" : " (" + complaint + ')'),
              to_string(first.ref),
              complaint.empty()
                  ? "its controller takes them off when the balancer is gone, and its log tells what keeps "
                    "it; then run this again: it continues"
                  : "do what the controller's message asks for, then run this again: it continues");
}

}  // namespace l7::live
