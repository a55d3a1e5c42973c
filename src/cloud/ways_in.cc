#include <algorithm>

#include "cloud/planner.h"
#include "entry/route.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "milvus/probes.h"
#include "milvus/tls.h"
#include "model/kinds.h"

namespace l7 {
namespace {

/// What a controller of a cloud makes itself is no way in of somebody else's.
bool is_watched(const ObjectRef& object) {
  return std::any_of(clouds().begin(), clouds().end(), [&](const Cloud* cloud) {
    const auto kinds = cloud->watched_kinds();
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const WatchedKind& kind) { return is(object, kind.group_kind()); });
  });
}

bool is_reached_from_outside(const Value& service) {
  const std::string& type = service.text_at({"spec", "type"});
  return type == "LoadBalancer" || type == "NodePort";
}

}  // namespace

void Planner::report_plaintext() {
  for (const Object& object : observed_.neighbours) {
    const std::string name = to_string(object.ref);
    if (!is_watched(object.ref) && is_way_in(object, milvus())) {
      report(milvus::plaintext_entry, where(object), name);
    } else if (milvus::is_plaintext_client(object.value, milvus())) {
      report(milvus::plaintext_client, where(object), name + " connects to " + milvus().service.ref.name);
    }
    if (milvus::shares_settings(object.value, milvus())) {
      report(milvus::shared_settings, where(object), name + " reads " + to_string(milvus().server.settings.object));
    }
  }
  for (const Entry& other : observed_.entries) {
    if (&other == entry() || !leads_to(other, milvus()) || cloud_.serves(other)) continue;
    report(milvus::plaintext_entry, where(other.object), to_string(other.object.ref));
  }
  report(milvus::plaintext_probes(milvus()));
}

void Planner::report_other_ways_in() {
  for (const Object& object : observed_.neighbours) {
    if (is(object.ref, kinds::service) && is_reached_from_outside(object.value) &&
        milvus::selects(object.value, milvus().server)) {
      report(milvus::other_entry, where(object),
             to_string(object.ref) + " (" + object.value.text_at({"spec", "type"}) + ") selects the same pods");
    }
  }
  for (const Object& object : observed_.neighbours) {
    if (is_watched(object.ref) || !is_way_in(object, milvus())) continue;
    const std::string parents = parents_of(object);
    report(milvus::other_entry, where(object),
           to_string(object.ref) + " also leads to Milvus" + (parents.empty() ? "" : ", from " + parents));
  }
  for (const Object* workload : milvus().workloads()) {
    const std::string open = milvus::open_on_node(*workload, milvus().container_port());
    if (!open.empty()) report(milvus::other_entry, where(*workload), to_string(workload->ref) + " has " + open);
  }
  for (const Entry& other : observed_.entries) {
    const Object& object = other.object;
    if (&other != entry() && leads_to(other, milvus())) {
      report(milvus::other_entry, where(object), to_string(object.ref) + " also leads to Milvus");
    }
    for (const Backend& backend : other.backends) {
      if (backend.service == milvus().service.ref.name && milvus().is_health_port(backend.port)) {
        report(milvus::metrics_exposed, where(object), to_string(object.ref) + " leads to port " + backend.port);
      }
    }
  }
}

}  // namespace l7
