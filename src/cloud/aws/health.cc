// The way through an Application Load Balancer, from status, conditions and events.
//
// The controller writes the host name only when everything was carried out. How the targets are is not in Kubernetes,
// unless the namespace's readiness gate puts it into pod conditions, or the TargetGroupBinding has conditions.

#include <algorithm>
#include <array>

#include "cloud/aws/facts.h"
#include "cloud/aws/parts.h"
#include "cloud/events.h"
#include "cloud/hops.h"
#include "entry/ingress.h"
#include "model/kinds.h"

namespace l7::aws {
namespace {

constexpr std::string_view ingress_failures[] = {"FailedBuildModel",      "FailedDeployModel",  "FailedAddFinalizer",
                                                 "FailedRemoveFinalizer", "FailedUpdateStatus", "FailedLoadBackend"};
constexpr std::string_view binding_failures[] = {"FailedAddFinalizer",   "FailedCleanup",          "FailedUpdateStatus",
                                                 "BackendNotFound",      "FailedNetworkReconcile", "FailedReconcile",
                                                 "FailedRemoveFinalizer"};

bool is_success(const Event& event) { return event.reason == "SuccessfullyReconciled"; }

constexpr Remedy remedies[] = {
    {"subnet",
     "tag two subnets or more, in different zones, with kubernetes.io/role/elb=1 (internal-elb for --internal), "
     "or name them with --subnets"},
    {"no certificate found",
     "issue or import a certificate for the host in ACM, in the cluster's region, or name one "
     "with --certificate-arn"},
    {"none certificate found",
     "issue or import a certificate for the host in ACM, in the cluster's region, or name one "
     "with --certificate-arn"},
    {"certificatenotfound",
     "the certificate must be in ACM in the cluster's region and account: aws acm list-certificates"},
    {"unsupportedcertificate",
     "an ALB takes X.509 version 3 only, valid now: kubectl milvus-l7 cert inspect tells, cert "
     "create and cert import make a new one"},
    {"certificate", "the certificate must be in ACM in the cluster's region and account: aws acm list-certificates"},
    {"invalidloadbalanceraction", "gRPC needs an HTTPS listener: listen-ports must be [{\"HTTPS\":443}]"},
    {"conflicting", "Ingresses of one group must agree: give both the same value, or leave the group (--group)"},
    {"target-type instance",
     "the annotation target-type must be ip for a ClusterIP Service; an IngressClassParams with "
     "targetType overrides it"},
    {"target type instance",
     "the annotation target-type must be ip for a ClusterIP Service; an IngressClassParams with "
     "targetType overrides it"},
    {"deletion protection", "set deletion_protection.enabled=false in load-balancer-attributes, then delete again"},
    {"operationnotpermitted", "set deletion_protection.enabled=false in load-balancer-attributes, then delete again"},
    {"accessdenied", "give the controller's IAM role the policy of its release (docs/install/iam_policy.json)"},
    {"unauthorizedoperation",
     "give the controller's IAM role the policy of its release (docs/install/iam_policy.json)"},
    {"not authorized", "give the controller's IAM role the policy of its release (docs/install/iam_policy.json)"},
    {"webhook",
     "the controller's pods must run and its webhook have endpoints: kubectl -n kube-system get pods,endpointslices"},
    {"sslpolic", "aws elbv2 describe-ssl-policies shows the policies there are; change --ssl-policy"},
    {"ssl policy", "aws elbv2 describe-ssl-policies shows the policies there are; change --ssl-policy"},
    {"securitygroup", "name security groups of the cluster's VPC with --security-groups"},
    {"security group", "name security groups of the cluster's VPC with --security-groups"},
    {"waf", "the web ACL must be a regional one, in the cluster's region: aws wafv2 list-web-acls --scope REGIONAL"},
    {"toomany", "raise the account's quota for load balancers, target groups or rules, or remove what is not used"},
    {"limitexceeded",
     "raise the account's quota for load balancers, target groups or rules, or remove what is not used"},
    {"no such host", "the controller cannot reach AWS; give its subnets a way out or VPC endpoints"},
    {"timeout", "the controller cannot reach AWS; give its subnets a way out or VPC endpoints"},
};

std::optional<Event> ingress_failure(const Observed& observed, const Object& ingress) {
  return standing_failure(observed, ingress, {ingress_failures, is_success}, {&observed.milvus.service});
}

Hop address_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  const auto failure = ingress_failure(observed, ingress);
  if (failure) {
    return {parts::address, State::failed, entry.address(), explained(*failure, ingress.ref, remedies)};
  }
  Hop hop = ingress_api().address(entry);
  if (hop.state == State::failed) {
    hop.reason += "; deletion protection and a controller that does not run prevent that";
  } else if (hop.state == State::waiting) {
    hop.reason = "the controller takes a minute or two to make the balancer";
    if (events_about(observed, ingress).empty()) {
      hop.reason += "; it has said nothing yet, see that it runs: kubectl -n kube-system get deployment " +
                    std::string(controller_name);
    }
  }
  return hop;
}

Hop certificate_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  const std::string& arn = annotation(ingress.value, alb("certificate-arn"));
  std::string value = arn;
  if (arn.empty()) value = has_host(entry) ? "found in ACM by host" : "none named";
  const auto failure = ingress_failure(observed, ingress);
  if (failure && says(failure->message, "certificate")) {
    return {parts::certificate, State::failed, value, explained(*failure, ingress.ref, remedies)};
  }
  if (!entry.addresses.empty()) return {parts::certificate, State::ready, value, ""};
  return {parts::certificate, State::waiting, value, "the balancer takes it up with its address"};
}

// ---- backend

bool binds(const Value& binding, const milvus::Milvus& milvus) {
  const std::string& port = binding.text_at({"spec", "serviceRef", "port"});
  return binding.text_at({"spec", "serviceRef", "name"}) == milvus.service.ref.name &&
         (port == std::to_string(milvus.port()) || (!port.empty() && port == milvus.port_name()));
}

const Object* binding_of(const Observed& observed) {
  const auto found = std::find_if(observed.neighbours.begin(), observed.neighbours.end(), [&](const Object& object) {
    return is(object.ref, binding_kind) && same_namespace(object.ref, observed.milvus.service.ref) &&
           binds(object.value, observed.milvus);
  });
  return found == observed.neighbours.end() ? nullptr : &*found;
}

/// What a target group says of a pod, and what to do about it (Elastic Load Balancing's TargetHealth reason codes).
constexpr Remedy target_failures[] = {
    {"target.responsecodemismatch",
     "the health check must get gRPC code 12 for /AWS.ALB/healthcheck: remove success-codes "
     "and healthcheck-path from the Ingress"},
    {"target.timeout", "the balancer's security group must reach the pods on the Milvus port"},
    {"target.failedhealthchecks",
     "Milvus must speak what backend-protocol says: HTTPS with tlsMode 1, HTTP without; "
     "kubectl milvus-l7 check tells more"},
    {"target.notinuse", "no listener sends traffic to the target group: see the Ingress's events"},
    {"target.invalidstate", "the pod's node is stopping"},
    {"target.ipunusable", "the pod's address cannot be a target: it is in use by a balancer"},
};

/// The target group's view of one pod; nothing where the namespace has no readiness gate.
std::optional<Hop> target_health(const Value& pod) {
  const Value* conditions = pod.find(Path{"status", "conditions"});
  if (!conditions) return std::nullopt;
  for (const Value& condition : conditions->items()) {
    if (!condition.text_at({"type"}).starts_with(target_health_prefix)) continue;
    if (condition.text_at({"status"}) == "True") return Hop{parts::backend, State::ready, "", ""};
    const std::string& reason = condition.text_at({"reason"});
    const auto known = std::find_if(std::begin(target_failures), std::end(target_failures),
                                    [&](const Remedy& remedy) { return says(reason, remedy.text); });
    const std::string& message = condition.text_at({"message"});
    const std::string text = reason + (message.empty() ? "" : ": " + message);
    if (known == std::end(target_failures)) {
      return Hop{parts::backend, State::waiting, "", text.empty() ? "the target is not checked yet" : text};
    }
    return Hop{parts::backend, State::failed, "", text + "; " + std::string(known->fix)};
  }
  return std::nullopt;
}

/// From the pods' conditions; nothing where no pod has one. One healthy target answers clients.
std::optional<Hop> from_pods(const Observed& observed) {
  std::optional<Hop> worst;
  int healthy = 0;
  int all = 0;
  for (const Object& object : observed.neighbours) {
    if (!is(object.ref, kinds::pod) || object.value.find(Path{"metadata", "deletionTimestamp"})) continue;
    auto hop = target_health(object.value);
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

/// From the conditions of the TargetGroupBinding; nothing where it has none.
std::optional<Hop> from_conditions(const Object& binding) {
  const Value* conditions = binding.value.find(Path{"status", "conditions"});
  if (!conditions || conditions->items().empty()) return std::nullopt;
  const std::string value = to_string(binding.ref);
  for (const Value& condition : conditions->items()) {
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
bool is_taken_up(const Object& binding) {
  const Value* seen = binding.value.find(Path{"status", "observedGeneration"});
  const Value* wanted = binding.value.find(Path{"metadata", "generation"});
  return seen && (!wanted || seen->as_int(0) >= wanted->as_int(0));
}

Hop backend_of(const Observed& observed, const Object& ingress) {
  const Object* binding = binding_of(observed);
  if (binding) {
    if (const auto failure = standing_failure(observed, *binding, {binding_failures, is_success})) {
      return {parts::backend, State::failed, to_string(binding->ref), explained(*failure, binding->ref, remedies)};
    }
    auto hop = from_conditions(*binding);
    if (hop && hop->state == State::failed) return *hop;
  }
  if (const auto hop = from_pods(observed)) return *hop;
  if (binding) {
    if (const auto hop = from_conditions(*binding)) return *hop;
    if (is_taken_up(*binding) || is_reconciled(observed, *binding)) {
      return {parts::backend, State::ready, to_string(binding->ref) + ", targets registered", ""};
    }
  }
  if (is_reconciled(observed, ingress) && !ingress_failure(observed, ingress)) {
    return {parts::backend, State::ready, "reconciled", ""};
  }
  if (!binding && observed.kinds.is_unread(binding_kind)) {
    return hops::unseen(parts::backend, binding_kind, observed);
  }
  if (!binding)
    return {parts::backend, State::waiting, "no target group yet", "the controller makes it with the balancer"};
  return {parts::backend, State::waiting, to_string(binding->ref), "the controller has not registered the pods yet"};
}

}  // namespace

Health health(const Observed& observed, const Wishes& wishes) {
  Health health;
  if (const Entry* entry = entry_for(observed, wishes, cloud()).used) {
    health.address = entry->address();
    health.hops = {address_of(observed, *entry), certificate_of(observed, *entry), backend_of(observed, entry->object)};
  } else {
    hops::without_entry(observed, ingress_api(), health);
  }
  health.hops.push_back(hops::service_of(observed));
  health.hops.push_back(hops::pods_of(observed));
  return health;
}

}  // namespace l7::aws
