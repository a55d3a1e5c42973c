// The way through GKE's balancer, from status, annotations and events.
//
// An address alone is no readiness: it comes before any backend is healthy. And what was there before a change of a
// running balancer says nothing about the change: only the controller's next words do, and its silence after them.

#include "cloud/gcp/facts.h"
#include "cloud/gcp/hops.h"
#include "cloud/gcp/parts.h"
#include "cloud/hops.h"
#include "entry/ingress.h"

namespace l7::gcp {

Hop address_of(const Observed& observed, const Entry& entry, const Hop& backend) {
  Hop hop = ingress_api().address(entry);
  const bool well = hop.state == State::ready && backend.state == State::ready;
  const auto complaint = complaint_about(observed, entry, well);
  if (hop.state == State::failed) {
    // It is being deleted.
    if (complaint && complaint->state == State::failed) hop.reason += "; " + complaint->reason;
    return hop;
  }
  if (complaint) return *complaint;
  const std::string address = entry.address();
  if (hop.state == State::waiting) {
    hop.reason = "GKE takes some minutes to give " + to_string(entry.object.ref) + " an address";
  } else if (!is_taken_up(observed, entry.object)) {
    return {parts::address, State::waiting, address, "GKE has not taken up the change of the Ingress yet"};
  } else if (const std::string awaited = awaited_address(observed, entry); !awaited.empty()) {
    return {parts::address, State::waiting, address, awaited};
  }
  return hop;
}

namespace {

void look_at(const Observed& observed, const Entry& entry, const Hop& pods, Health& health) {
  const Hop backend = backend_of(observed, entry.object, pods);
  const Hop address = address_of(observed, entry, backend);
  health.address = entry.address();
  health.settle = settling_time(observed, entry);
  // The annotation of the backends is written in a sync alone.
  health.ask = address.state != State::failed && pods.state == State::ready &&
               (backend.state != State::ready || needs_another_try(observed, entry));
  health.hops = {address, certificate_of(observed, entry), backend};
}

}  // namespace

Health health(const Observed& observed, const Wishes& wishes) {
  Health health;
  const Hop pods = hops::pods_of(observed);
  if (const Entry* entry = entry_for(observed, wishes, cloud()).used) {
    look_at(observed, *entry, pods, health);
  } else {
    hops::without_entry(observed, ingress_api(), health);
  }
  health.hops.push_back(hops::service_of(observed));
  health.hops.push_back(pods);
  return health;
}

}  // namespace l7::gcp
