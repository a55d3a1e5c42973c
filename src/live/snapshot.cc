#include "live/snapshot.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "cloud/names.h"
#include "live/certificates.h"
#include "live/cloud.h"
#include "model/kinds.h"
#include "observe/observe.h"
#include "yaml/edit.h"

namespace l7::live {
namespace {

bool is_workload(const ObjectRef& ref) { return is(ref, kinds::deployment) || is(ref, kinds::stateful_set); }

std::string key_of(const ObjectRef& ref) { return to_string(kind_of(ref)) + ' ' + ref.name; }

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

}  // namespace

/// What a cloud asked for belongs to every Milvus: objects of the cluster, and those that are called so elsewhere.
class Snapshot::View final : public ObjectsView {
 public:
  explicit View(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void each(const milvus::Milvus& milvus, const std::set<std::string>&, const Visit& visit) const override {
    const std::string& name_space = milvus.service.ref.name_space;
    for (const auto& [key, object] : snapshot_.within(name_space)) visit(object);
    for (const auto& [key, object] : snapshot_.within("")) visit(object);
    for (const ObjectRef& ref : asked_for()) {
      const Object* object = ref.name_space == name_space ? nullptr : snapshot_.find(ref);
      if (object) visit(*object);
    }
    for (const EntryApi* api : entry_apis()) {
      if (snapshot_.kinds_.is_everywhere(api->kind())) visit_elsewhere(*api, name_space, visit);
    }
  }

  std::optional<Object> find(const ObjectRef& ref) const override {
    const Object* found = snapshot_.find(ref);
    return found ? std::optional(*found) : std::nullopt;
  }

  const KnownKinds& kinds() const override { return snapshot_.kinds_; }

 private:
  void visit_elsewhere(const EntryApi& api, const std::string& name_space, const Visit& visit) const {
    for (const auto& [other, objects] : snapshot_.spaces_) {
      if (other.empty() || other == name_space) continue;
      for (const Object* object : of_kind(objects, api.kind())) visit(*object);
    }
  }

  const Snapshot& snapshot_;
};

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

std::vector<const Object*> Snapshot::of_kind(const Objects& objects, const GroupKind& kind) {
  std::vector<const Object*> found;
  // Keys begin with the kind, so its objects are side by side.
  for (auto at = objects.lower_bound(to_string(kind) + ' '); at != objects.end(); ++at) {
    if (!is(at->second.ref, kind)) break;
    found.push_back(&at->second);
  }
  return found;
}

void Snapshot::each_candidate(const std::function<void(const milvus::Milvus&)>& visit) const {
  for (const auto& [name_space, objects] : spaces_) {
    const std::vector<const Object*> services = of_kind(objects, kinds::service);
    std::vector<milvus::Milvus> found;
    for (const auto& [key, object] : objects) {
      if (!is_workload(object.ref)) continue;
      const auto server = milvus::server_in(object.value);
      if (!server) continue;
      for (const Object* service : services) {
        if (const auto port = milvus::port_to(service->value, *server))
          found.push_back({*server, {}, *service, *port, {}});
      }
    }
    for (const milvus::Milvus& milvus : milvus::one_for_each_service(std::move(found))) visit(milvus);
  }
}

std::vector<milvus::Milvus> Snapshot::candidates() const {
  std::vector<milvus::Milvus> found;
  each_candidate([&](const milvus::Milvus& milvus) { found.push_back(milvus); });
  return found;
}

std::optional<Observed> Snapshot::observed(const Target& target, const Wishes& wishes) const {
  const std::vector<milvus::Milvus> found = candidates();
  if (found.empty()) return std::nullopt;
  return observed_of(milvus::choose(found, target), wishes);
}

Observed Snapshot::observed_of(const milvus::Milvus& milvus, const Wishes& wishes) const {
  Observed observed = observe(milvus, own_names(milvus, wishes), View(*this), yaml::text_format());
  observed.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  read_validity(observed, *observed.now);
  return observed;
}

const Cloud& Snapshot::cloud(const Wishes& wishes) const {
  const auto copies = [&](const GroupKind& kind) {
    std::vector<Object> objects;
    for (const Object* object : of_kind(within(""), kind)) objects.push_back(*object);
    return objects;
  };
  return wishes.cloud.empty() ? cloud_of(copies(kinds::node), copies(kinds::ingress_class), kinds_) : cloud_for(wishes);
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
    for (const EntryApi* api : entry_apis()) {
      for (const Object* object : of_kind(objects, api->kind())) {
        const bool ours = !label(object->value, owner_label).empty();
        if (ours && object->value.find(Path{"metadata", "deletionTimestamp"})) found.push_back(*object);
      }
    }
  }
  return found;
}

std::string Snapshot::complaint_about(const Object& entry) const {
  const auto read = read_entry(entry);
  Observed observed;
  observed.format = &yaml::text_format();
  for (const Object* event : of_kind(within(entry.ref.name_space), kinds::event)) observed.neighbours.push_back(*event);
  for (const Cloud* cloud : clouds()) {
    if (read && cloud->serves(*read)) return cloud->complaint(observed, *read);
  }
  return "";
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
