#include "cloud/diagnosis.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "cloud/entry_choice.h"
#include "cloud/findings.h"
#include "cloud/planner.h"
#include "milvus/findings.h"
#include "milvus/tls.h"
#include "milvus/version.h"
#include "model/after.h"
#include "model/kinds.h"

namespace l7::diagnosis {
namespace {

constexpr std::string_view slice_service_label = "kubernetes.io/service-name";

/// The first release whose proxy stops when the ports are one (its release notes; milvus#46312).
constexpr milvus::Version stops_since = {2, 4, 13};

/// `ready` that is left out means ready (discovery.k8s.io/v1).
bool has_ready_endpoint(const Value& slice) {
  const Value* endpoints = slice.find("endpoints");
  return endpoints && std::any_of(endpoints->items().begin(), endpoints->items().end(), [](const Value& endpoint) {
           const Value* ready = endpoint.find(Path{"conditions", "ready"});
           return !ready || ready->is_null() || ready->is_true();
         });
}

void look_for_endpoints(const Observed& observed, std::vector<Finding>& findings) {
  const ObjectRef& service = observed.milvus.service.ref;
  bool any = observed.kinds.is_complete(kinds::endpoint_slice);
  for (const Object& object : observed.neighbours) {
    if (!is(object.ref, kinds::endpoint_slice) || label(object.value, slice_service_label) != service.name) continue;
    if (has_ready_endpoint(object.value)) return;
    any = true;
  }
  if (any) {
    findings.push_back(
        {&shared_findings::no_endpoints, to_string(service), "its EndpointSlices hold no ready address"});
  }
}

void look_for_shared_port(const Observed& observed, std::vector<Finding>& findings) {
  if (milvus::tls_mode(observed.milvus) != 1 || !milvus::rest_shares_port(observed.milvus)) return;
  const milvus::Server& server = observed.milvus.server;
  const auto version = milvus::version_of(server.image);
  const bool starts = version && *version < stops_since;
  findings.push_back({starts ? &milvus::rest_gone : &milvus::shared_port, where(server.workload),
                      "tlsMode is 1 and proxy.http.port is the gRPC port of image " + server.image});
}

Value as_planned(const Value& there, const Plan& plan, const GroupKind& kind, std::string_view name,
                 const TextFormat& format) {
  std::vector<Change> changes;
  std::copy_if(plan.changes.begin(), plan.changes.end(), std::back_inserter(changes),
               [&](const Change& change) { return change.object.name == name && is(change.object, kind); });
  return after(there, changes, format);
}

}  // namespace

Value planned(const Observed& observed, const Plan& plan, const GroupKind& kind, std::string_view name) {
  const Object* there = observed.find(kind, name);
  return as_planned(there ? there->value : Value(), plan, kind, name, *observed.format);
}

Value planned_service(const Observed& observed, const Plan& plan) {
  const Object& service = observed.milvus.service;
  return as_planned(service.value, plan, kinds::service, service.ref.name, *observed.format);
}

PlannedEntry planned_entry(const Observed& observed, const Plan& plan, const Wishes& wishes, const Cloud& cloud) {
  const EntryApi& api = cloud.entry_api();
  const Entry* used = entry_for(observed, wishes, cloud).used;
  const std::string name = used ? used->object.ref.name : entry_name(observed.milvus, wishes);
  Value value = planned(observed, plan, api.kind(), name);
  ObjectRef ref = ref_of(value);
  return {used, api.read({std::move(ref), std::move(value), ""}),
          used ? where(used->object) : std::string(api.kind().kind) + ' ' + name};
}

void look_at_milvus(const Observed& observed, std::vector<Finding>& findings) {
  look_for_shared_port(observed, findings);
  look_for_endpoints(observed, findings);
}

void look_for_same_hosts(const Observed& observed, const Entry& entry, std::vector<Finding>& findings) {
  const std::set<std::string> ours(entry.hosts.begin(), entry.hosts.end());
  const auto look = [&](const Entry& other) {
    if (other.object.ref == entry.object.ref || leads_to(other, observed.milvus)) return;
    const std::set<std::string> theirs(other.hosts.begin(), other.hosts.end());
    for (const std::string& host : theirs) {
      if (!ours.contains(host)) continue;
      findings.push_back(
          {&shared_findings::host_taken, where(other.object), to_string(other.object.ref) + " serves " + host});
    }
  };
  for (const Entry& other : observed.entries) look(other);
  for (const Entry& other : observed.other_entries) look(other);
}

}  // namespace l7::diagnosis
