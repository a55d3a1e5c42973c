// The way through an Application Load Balancer, from status and events.
//
// The controller writes the host name only when everything was carried out, and leaves it there whatever becomes of a
// later change. So after a write only its next word about the Ingress counts. How the targets are is in targets.cc.
// Where it was at work on the Ingress when that was written, its next word is about the state before: the one about the
// write follows soon.

#include <algorithm>
#include <array>

#include "cloud/aws/facts.h"
#include "cloud/aws/hops.h"
#include "cloud/aws/parts.h"
#include "cloud/aws/remedies.h"
#include "cloud/hops.h"
#include "entry/ingress.h"
#include "model/kinds.h"

namespace l7::aws {
namespace {

constexpr std::string_view failures[] = {"FailedBuildModel",      "FailedDeployModel",      "FailedAddFinalizer",
                                         "FailedRemoveFinalizer", "FailedUpdateStatus",     "FailedLoadBackend",
                                         "FailedLoadGroupID",     "ConflictingIngressClass"};

/// For how long nothing may be said against a change, and where events cannot be read.
constexpr std::chrono::seconds after_change{10};
constexpr std::chrono::seconds unheard{30};

bool is_of_controller(const Event& event) {
  return is_success(event) || std::find(std::begin(failures), std::end(failures), event.reason) != std::end(failures);
}

Hop address_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  if (const auto failure = ingress_failure(observed, ingress)) {
    return {parts::address, State::failed, entry.address(), explained(failure->event, ingress.ref, remedies())};
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
  } else if (!is_heard(observed, ingress, is_of_controller)) {
    return {parts::address, State::waiting, entry.address(),
            "the controller has said nothing about the change of the Ingress yet"};
  }
  return hop;
}

Hop certificate_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  const std::string& arn = annotation(ingress.value, alb("certificate-arn"));
  std::string value = arn;
  if (arn.empty()) value = has_host(entry) ? "found in ACM by host" : "none named";
  const auto failure = ingress_failure(observed, ingress);
  const Remedy* remedy = failure ? remedy_for(failure->event.message, remedies()) : nullptr;
  if (remedy && remedy->part == parts::certificate) {
    return {parts::certificate, State::failed, value, "the controller cannot use it, see address"};
  }
  if (!entry.addresses.empty()) return {parts::certificate, State::ready, value, ""};
  return {parts::certificate, State::waiting, value, "the balancer takes it up with its address"};
}

std::chrono::seconds settling_time(const Observed& observed, const Object& ingress) {
  const Write* write = observed.written.write_of(ingress.ref);
  if (!write) return std::chrono::seconds(0);
  if (observed.kinds.is_unread(kinds::event)) return unheard;
  return write->created() ? std::chrono::seconds(0) : after_change;
}

}  // namespace

std::optional<StandingFailure> ingress_failure(const Observed& observed, const Object& ingress) {
  return standing_failure(observed, ingress, {failures, is_success}, {&observed.milvus.service});
}

Health health(const Observed& observed, const Wishes& wishes) {
  Health health;
  if (const Entry* entry = entry_for(observed, wishes, cloud()).used) {
    health.address = entry->address();
    health.hops = {address_of(observed, *entry), certificate_of(observed, *entry), backend_of(observed, *entry)};
    health.settle = settling_time(observed, entry->object);
  } else {
    hops::without_entry(observed, ingress_api(), health);
  }
  health.hops.push_back(hops::service_of(observed));
  health.hops.push_back(hops::pods_of(observed));
  return health;
}

}  // namespace l7::aws
