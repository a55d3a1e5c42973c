// The backend hop: whether the pods are targets of this entry's target group.
//
// The controller says that an Ingress is reconciled as soon as it has made the TargetGroupBinding, before the binding
// itself is worked on; and the Service's own Network Load Balancer has a binding for the same port. So only a binding
// with the labels of this Ingress, or of its group, tells anything, and where there is one it decides.

#include "cloud/aws/facts.h"
#include "cloud/aws/hops.h"
#include "cloud/aws/remedies.h"
#include "cloud/hops.h"
#include "model/kinds.h"

#include <algorithm>

namespace l7::aws {
namespace {

constexpr std::string_view no_network = "FailedNetworkReconcile";
constexpr std::string_view failures[] = {"FailedAddFinalizer",   "FailedCleanup", "FailedUpdateStatus",
                                         "BackendNotFound",      no_network,      "FailedReconcile",
                                         "FailedRemoveFinalizer"};

bool never(const Event&) { return false; }

bool binds(const Value& binding, const milvus::Milvus& milvus) {
  const std::string& port = binding.text_at({"spec", "serviceRef", "port"});
  return binding.text_at({"spec", "serviceRef", "name"}) == milvus.service.ref.name &&
         (port == std::to_string(milvus.port()) || (!port.empty() && port == milvus.port_name()));
}

bool is_of(const Value& binding, const Entry& entry, const std::string& group) {
  if (!group.empty()) return label(binding, stack_label) == group;
  return label(binding, stack_name_label) == entry.object.ref.name &&
         label(binding, stack_namespace_label) == entry.object.ref.name_space;
}

/// The target group's view of one pod, from a condition of this type, or of any target group where it is only a
/// prefix; nothing where the namespace has no readiness gate.
std::optional<Hop> target_health(const Value& pod, const std::string& type) {
  for (const Value& condition : pod.items_at({"status", "conditions"})) {
    const std::string& found = condition.text_at({"type"});
    if (type == target_health_prefix ? !found.starts_with(type) : found != type) continue;
    if (condition.text_at({"status"}) == "True") return Hop{parts::backend, State::ready, "", ""};
    const std::string& reason = condition.text_at({"reason"});
    const std::string& message = condition.text_at({"message"});
    const std::string text = reason + (message.empty() ? "" : ": " + message);
    if (const Remedy* known = remedy_for(reason, target_remedies())) {
      return Hop{parts::backend, State::failed, "", text + "; " + std::string(known->fix)};
    }
    return Hop{parts::backend, State::waiting, "", text.empty() ? "the target is not checked yet" : text};
  }
  return std::nullopt;
}

/// From the pods' conditions; nothing where no pod has one. One healthy target answers clients.
std::optional<Hop> from_pods(const Observed& observed, const std::string& type) {
  std::optional<Hop> worst;
  int healthy = 0;
  int all = 0;
  for (const Object& object : observed.neighbours) {
    if (!is(object.ref, kinds::pod) || object.value.find(Path{"metadata", "deletionTimestamp"})) continue;
    auto hop = target_health(object.value, type);
    if (!hop || !hops::runs_milvus(object.value, observed.milvus.server)) continue;
    ++all;
    if (hop->state == State::ready) ++healthy;
    if (!worst || hop->state == State::failed) worst = hop;
  }
  if (!worst) return std::nullopt;
  const std::string value = std::to_string(healthy) + " of " + std::to_string(all) + " targets healthy";
  if (healthy > 0) return Hop{parts::backend, State::ready, value, ""};
  worst->value = value;
  return worst;
}

/// From the conditions of the TargetGroupBinding; nothing where it has none, as those of 3.5 have.
std::optional<Hop> from_conditions(const Object& binding) {
  const std::vector<Value>& conditions = binding.value.items_at({"status", "conditions"});
  if (conditions.empty()) return std::nullopt;
  const std::string value = to_string(binding.ref);
  for (const Value& condition : conditions) {
    const std::string& status = condition.text_at({"status"});
    if (status == "True") continue;
    const std::string reason = condition.text_at({"reason"}) + ": " + condition.text_at({"message"});
    return Hop{parts::backend, status == "False" ? State::failed : State::waiting, value,
               condition.text_at({"type"}) + ": " + reason};
  }
  return Hop{parts::backend, State::ready, value, ""};
}

bool is_reconciled(const Observed& observed, const Object& object) {
  const std::vector<Event> events = events_about(observed, object);
  return std::any_of(events.begin(), events.end(), is_success);
}

/// Whether the controller has worked on the binding as it is now.
bool is_taken_up(const Observed& observed, const Object& binding) {
  const Value* seen = binding.value.find(Path{"status", "observedGeneration"});
  if (!seen) return is_reconciled(observed, binding);
  return seen->as_int(0) >= binding.value.number_at({"metadata", "generation"}, 0);
}

/// Where the controller cannot open the way to a pod, it goes on with the targets; and of a later try it says nothing
/// as long as one of them is not healthy. A pod without an address yet is such a failure, and over a moment later.
bool may_be_over(const StandingFailure& failure) { return failure.silent_for && failure.event.reason == no_network; }

Hop from_binding(const Observed& observed, const Object& binding) {
  const std::string value = to_string(binding.ref);
  const auto targets = from_pods(observed, std::string(target_health_prefix) + binding.ref.name);
  if (const auto failure = binding_failure(observed, binding)) {
    if (targets && may_be_over(*failure)) return *targets;
    return {parts::backend, State::failed, value, explained(failure->event, binding.ref, remedies())};
  }
  const auto conditions = from_conditions(binding);
  if (conditions && conditions->state == State::failed) return *conditions;
  if (!is_taken_up(observed, binding) && !conditions) {
    return {parts::backend, State::waiting, value, "the controller has not registered the pods yet"};
  }
  if (targets) return *targets;
  return conditions ? *conditions : Hop{parts::backend, State::ready, value + ", targets registered", ""};
}

}  // namespace

bool is_success(const Event& event) { return event.reason == "SuccessfullyReconciled"; }

const Object* binding_of(const Observed& observed, const Entry& entry) {
  const std::string group = group_of(observed, entry);
  const auto found = std::find_if(observed.neighbours.begin(), observed.neighbours.end(), [&](const Object& object) {
    return is(object.ref, binding_kind) && same_namespace(object.ref, observed.milvus.service.ref) &&
           !object.value.find(Path{"metadata", "deletionTimestamp"}) && binds(object.value, observed.milvus) &&
           is_of(object.value, entry, group);
  });
  return found == observed.neighbours.end() ? nullptr : &*found;
}

std::optional<StandingFailure> binding_failure(const Observed& observed, const Object& binding) {
  return standing_failure(observed, binding, {failures, is_success, never});
}

Hop backend_of(const Observed& observed, const Entry& entry) {
  if (const Object* binding = binding_of(observed, entry)) return from_binding(observed, *binding);
  if (!observed.kinds.is_unread(binding_kind)) {
    return {parts::backend, State::waiting, "no target group yet", "the controller makes it with the balancer"};
  }
  // Without the right to see bindings, the Ingress's events and the pods are all there is.
  if (const auto hop = from_pods(observed, std::string(target_health_prefix))) return *hop;
  if (is_reconciled(observed, entry.object) && !ingress_failure(observed, entry.object)) {
    return {parts::backend, State::ready, "reconciled", ""};
  }
  return hops::unseen(parts::backend, binding_kind, observed);
}

}  // namespace l7::aws
