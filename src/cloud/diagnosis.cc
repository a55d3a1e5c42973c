#include "cloud/diagnosis.h"

#include <algorithm>
#include <set>

#include "cloud/findings.h"
#include "cloud/planner.h"
#include "milvus/findings.h"
#include "milvus/tls.h"
#include "milvus/version.h"

namespace l7::diagnosis {
namespace {

constexpr std::string_view slice_service_label = "kubernetes.io/service-name";

/// The first release whose proxy stops when the ports are one (its release notes; milvus#46312).
constexpr milvus::Version stops_since = {2, 4, 13};

std::set<std::string> hosts_of(const Value& ingress) {
  std::set<std::string> hosts;
  const Value* rules = ingress.find(Path{"spec", "rules"});
  if (!rules) return hosts;
  for (const Value& rule : rules->items()) {
    if (!rule.text_at({"host"}).empty()) hosts.insert(rule.text_at({"host"}));
  }
  return hosts;
}

/// `ready` that is left out means ready (discovery.k8s.io/v1).
bool has_ready_endpoint(const Value& slice) {
  const Value* endpoints = slice.find("endpoints");
  return endpoints && std::any_of(endpoints->items().begin(), endpoints->items().end(), [](const Value& endpoint) {
           const Value* ready = endpoint.find(Path{"conditions", "ready"});
           return !ready || ready->is_null() || ready->is_true();
         });
}

void look_for_endpoints(const milvus::Observed& observed, std::vector<Finding>& findings) {
  const ObjectRef& service = observed.milvus.service.ref;
  bool any = observed.complete_kinds.contains("EndpointSlice");
  for (const Object& object : observed.neighbours) {
    if (object.ref.kind != "EndpointSlice" || label(object.value, slice_service_label) != service.name) continue;
    if (has_ready_endpoint(object.value)) return;
    any = true;
  }
  if (any) {
    findings.push_back(
        {&shared_findings::no_endpoints, to_string(service), "its EndpointSlices hold no ready address"});
  }
}

void look_for_shared_port(const milvus::Observed& observed, std::vector<Finding>& findings) {
  if (milvus::tls_mode(observed) != 1 || !milvus::rest_shares_port(observed)) return;
  const milvus::Server& server = observed.milvus.server;
  const auto version = milvus::version_of(server.image);
  const bool starts = version && *version < stops_since;
  findings.push_back({starts ? &milvus::rest_gone : &milvus::shared_port, where(server.workload),
                      "tlsMode is 1 and proxy.http.port is the gRPC port of image " + server.image});
}

}  // namespace

Value planned(const milvus::Observed& observed, const Plan& plan, std::string_view kind, std::string_view name) {
  const Object* there = observed.find(kind, name);
  Value value = there ? there->value : Value();
  for (const Change& change : plan.changes) {
    if (change.object.kind != kind || change.object.name != name) continue;
    if (change.creates()) {
      value = *change.after;
    } else if (change.after) {
      value.set(change.path, *change.after);
    } else {
      value.remove(change.path);
    }
  }
  return value;
}

void look_at_milvus(const milvus::Observed& observed, std::vector<Finding>& findings) {
  look_for_shared_port(observed, findings);
  look_for_endpoints(observed, findings);
}

void look_for_same_hosts(const milvus::Observed& observed, const Value& ingress, std::vector<Finding>& findings) {
  const std::set<std::string> ours = hosts_of(ingress);
  for (const Object& object : observed.neighbours) {
    if (object.ref.kind != "Ingress" || object.ref == ref_of(ingress)) continue;
    if (milvus::routes_to(object.value, observed.milvus)) continue;
    for (const std::string& host : hosts_of(object.value)) {
      if (!ours.contains(host)) continue;
      findings.push_back({&shared_findings::host_taken, where(object), to_string(object.ref) + " serves " + host});
    }
  }
}

}  // namespace l7::diagnosis
