#include "live/snapshot.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "live/certificates.h"
#include "live/cloud.h"
#include "manifest/embedded.h"

namespace l7::live {
namespace {

bool is_workload(const ObjectRef& ref) { return ref.kind == "Deployment" || ref.kind == "StatefulSet"; }

std::string key_of(const ObjectRef& ref) { return ref.kind + ' ' + ref.name; }

/// The objects that a cloud looks for by name, wherever they are.
std::vector<ObjectRef> asked_for() {
  std::vector<ObjectRef> refs;
  for (const Cloud* cloud : clouds()) {
    for (const WatchedKind& kind : cloud->watched_kinds()) {
      if (kind.name.empty()) continue;
      refs.push_back({std::string(kind.api_version), std::string(kind.kind), std::string(kind.name_space),
                      std::string(kind.name)});
    }
  }
  return refs;
}

/// Whether an object of Milvus's namespace is worth a cloud's look. Kinds that only a cloud asked for always are.
bool belongs(const Object& object, const milvus::Milvus& milvus, const std::set<std::string>& names) {
  const std::string& kind = object.ref.kind;
  if (object.ref == milvus.service.ref || object.ref == milvus.server.workload.ref || kind == "ConfigMap") return false;
  if (kind == "EndpointSlice") return label(object.value, "kubernetes.io/service-name") == milvus.service.ref.name;
  const bool judged = kind == "Ingress" || kind == "Service" || kind == "NetworkPolicy" || is_workload(object.ref);
  return !judged || milvus::concerns(object.value, milvus, names);
}

}  // namespace

void Snapshot::put(Object object) {
  Object& place = spaces_[object.ref.name_space][key_of(object.ref)];
  place = std::move(object);
}

void Snapshot::remove(const ObjectRef& ref) {
  const auto space = spaces_.find(ref.name_space);
  if (space != spaces_.end()) space->second.erase(key_of(ref));
}

const Snapshot::Objects& Snapshot::within(const std::string& name_space) const {
  static const Objects nothing;
  const auto found = spaces_.find(name_space);
  return found == spaces_.end() ? nothing : found->second;
}

const Object* Snapshot::find(const ObjectRef& ref) const {
  const Objects& objects = within(ref.name_space);
  const auto found = objects.find(key_of(ref));
  return found == objects.end() ? nullptr : &found->second;
}

std::vector<const Object*> Snapshot::of_kind(const Objects& objects, std::string_view kind) {
  std::vector<const Object*> found;
  // Keys begin with the kind, so its objects stand side by side.
  for (auto at = objects.lower_bound(std::string(kind) + ' '); at != objects.end(); ++at) {
    if (at->second.ref.kind != kind) break;
    found.push_back(&at->second);
  }
  return found;
}

void Snapshot::each_candidate(const std::function<void(const milvus::Milvus&)>& visit) const {
  for (const auto& [name_space, objects] : spaces_) {
    const std::vector<const Object*> services = of_kind(objects, "Service");
    for (const auto& [key, object] : objects) {
      if (!is_workload(object.ref)) continue;
      const auto server = milvus::server_in(object.value);
      if (!server) continue;
      for (const Object* service : services) {
        if (const auto port = milvus::port_to(service->value, *server)) visit({*server, *service, *port});
      }
    }
  }
}

std::vector<milvus::Milvus> Snapshot::candidates() const {
  std::vector<milvus::Milvus> found;
  each_candidate([&](const milvus::Milvus& milvus) { found.push_back(milvus); });
  return found;
}

std::optional<milvus::Observed> Snapshot::observed(const Options& options) const {
  const std::vector<milvus::Milvus> found = candidates();
  if (found.empty()) return std::nullopt;
  return observed_of(milvus::choose(found, options.release), options);
}

milvus::Observed Snapshot::observed_of(const milvus::Milvus& milvus, const Options& options) const {
  milvus::Observed observed;
  observed.milvus = milvus;
  observed.complete_kinds = complete_kinds_;
  observed.missing_kinds = missing_kinds_;
  observed.unread_kinds = unread_kinds_;
  manifest::read_service_json(observed);
  add_config(observed);
  const std::set<std::string> names = manifest::names_of_interest(observed, options);
  const std::string& name_space = milvus.service.ref.name_space;
  for (const auto& [key, object] : within(name_space)) {
    if (belongs(object, observed.milvus, names)) observed.neighbours.push_back(object);
  }
  for (const auto& [key, object] : within("")) observed.neighbours.push_back(object);
  for (const ObjectRef& ref : asked_for()) {
    const Object* object = ref.name_space == name_space ? nullptr : find(ref);
    if (object) observed.neighbours.push_back(*object);
  }
  read_validity(observed, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  return observed;
}

const Cloud& Snapshot::cloud(const Options& options) const {
  const auto copies = [&](std::string_view kind) {
    std::vector<Object> objects;
    for (const Object* object : of_kind(within(""), kind)) objects.push_back(*object);
    return objects;
  };
  return options.cloud.empty() ? cloud_of(copies("Node"), copies("IngressClass"), unread_kinds_) : cloud_for(options);
}

void Snapshot::add_config(milvus::Observed& observed) const {
  const milvus::Server& server = observed.milvus.server;
  const Object* object = find({"v1", "ConfigMap", server.workload.ref.name_space, server.config_map});
  if (object) return manifest::read_config(observed, *object);
  if (complete_kinds_.contains("ConfigMap")) observed.config.presence = milvus::Presence::absent;
}

std::vector<Object> Snapshot::owned_by(const std::string& service) const {
  std::vector<Object> owned;
  for (const auto& [name_space, objects] : spaces_) {
    for (const auto& [key, object] : objects) {
      if (label(object.value, owner_label) == service) owned.push_back(object);
    }
  }
  return owned;
}

std::vector<Object> Snapshot::being_deleted() const {
  std::vector<Object> found;
  for (const auto& [name_space, objects] : spaces_) {
    for (const Object* object : of_kind(objects, "Ingress")) {
      const bool ours = !label(object->value, owner_label).empty();
      if (ours && !object->value.text_at({"metadata", "deletionTimestamp"}).empty()) found.push_back(*object);
    }
  }
  return found;
}

std::vector<ObjectRef> Snapshot::orphaned_services() const {
  std::set<std::pair<std::string, std::string>> gone;
  for (const auto& [name_space, objects] : spaces_) {
    for (const auto& [key, object] : objects) {
      const std::string& service = label(object.value, owner_label);
      if (!service.empty() && !find({"v1", "Service", name_space, service})) gone.emplace(name_space, service);
    }
  }
  std::vector<ObjectRef> services;
  services.reserve(gone.size());
  for (const auto& [name_space, service] : gone) services.push_back({"v1", "Service", name_space, service});
  return services;
}

}  // namespace l7::live
