#include "cloud/hops.h"

#include <algorithm>

#include "entry/route.h"

namespace l7::hops {

Hop unseen(const char* name, const GroupKind& kind, const Observed& observed) {
  const std::string why = observed.kinds.why_unread(kind);
  return {name, State::unknown, "",
          "objects of kind " + std::string(kind.kind) + " could not be read" + (why.empty() ? "" : ": " + why)};
}

namespace {

/// What stands before "leads to Milvus yet": nothing, or nothing of this kind where a route does.
std::string who_leads(const Observed& observed, const std::string& kind) {
  const auto route = std::find_if(observed.neighbours.begin(), observed.neighbours.end(),
                                  [](const Object& object) { return is_route(object.ref); });
  if (route == observed.neighbours.end()) return "nothing leads to Milvus yet";
  return to_string(route->ref) + " leads to Milvus, and no " + kind;
}

}  // namespace

void without_entry(const Observed& observed, const EntryApi& api, Health& health) {
  using parts::address, parts::backend, parts::certificate;
  const std::string kind(api.kind().kind);
  if (observed.kinds.is_unread(api.kind())) {
    for (const char* name : {address, certificate, backend}) {
      health.hops.push_back(unseen(name, api.kind(), observed));
    }
    return;
  }
  health.hops.push_back(
      {address, State::failed, "no " + kind, who_leads(observed, kind) + "; kubectl milvus-l7 enable makes it"});
  for (const char* name : {certificate, backend}) {
    health.hops.push_back({name, State::waiting, "", "comes with the " + kind});
  }
}

namespace {

/// The addresses that a layer 4 balancer of the Service has.
std::string layer4_addresses(const Value& service) {
  std::string all;
  const Value* entries = service.find(Path{"status", "loadBalancer", "ingress"});
  if (!entries) return all;
  for (const Value& entry : entries->items()) {
    const std::string& ip = entry.text_at({"ip"});
    all += (all.empty() ? "" : ", ") + (ip.empty() ? entry.text_at({"hostname"}) : ip);
  }
  return all;
}

}  // namespace

Hop service_of(const Observed& observed) {
  const milvus::Milvus& milvus = observed.milvus;
  const Value& value = milvus.service.value;
  const std::string& type = value.text_at({"spec", "type"});
  const std::string& ip = value.text_at({"spec", "clusterIP"});
  const std::string kind = type.empty() ? "ClusterIP" : type;
  std::string text = kind + ' ' + (ip.empty() ? "" : ip + ':') + std::to_string(milvus.port());
  if (kind == "LoadBalancer" || kind == "NodePort") {
    const std::string outside = layer4_addresses(value);
    text += outside.empty() ? ", still open at layer 4" : ", still open at layer 4: " + outside;
  }
  return {parts::service, State::ready, text, ""};
}

}  // namespace l7::hops
