#include "fake_cluster.h"

namespace l7::live::fake {
namespace {

/// What neither metadata nor status is.
Value substance(Value object) {
  for (const char* key : {"metadata", "status"}) object.remove({key});
  return object;
}

bool has_generation(const Value& object) { return object.find("spec") && object.text_at({"kind"}) != "Service"; }

/// Go's omitempty in ObjectMeta, also of a pod template.
void drop_empty(Value& object) {
  for (const Path& metadata : {Path{"metadata"}, Path{"spec", "template", "metadata"}}) {
    for (const char* key : {"annotations", "labels", "finalizers"}) {
      Path path = metadata;
      path.emplace_back(key);
      const Value* there = object.find(path);
      if (there && there->members().empty() && there->items().empty()) object.remove(path);
    }
  }
}

}  // namespace

void FakeCluster::check_version(const ObjectRef& object, const Value& uid_and_version) const {
  const auto known = objects_.find(key_of(object));
  for (const char* key : {"uid", "resourceVersion"}) {
    const std::string& wanted = uid_and_version.text_at({key});
    const bool same = known != objects_.end() && known->second.text_at({"metadata", key}) == wanted;
    if (!wanted.empty() && !same) {
      throw refusal(
          409, object,
          "Operation cannot be fulfilled on " + object.name +
              ": the object has been modified; please apply your changes to the latest version and try again");
    }
  }
}

/// Stores a version of an object, if it is another one than that which is there.
Value FakeCluster::keep(const ObjectRef& ref, Value object, bool dry_run) {
  const auto known = objects_.find(key_of(ref));
  const bool is_new = known == objects_.end();
  drop_empty(object);
  if (ref.kind == "Service") give_node_ports(object);
  if (!is_new && known->second == object) return object;
  Value metadata = *object.find("metadata");
  if (is_new) {
    metadata.set("uid", "uid-" + std::to_string(++made_));
    metadata.set("creationTimestamp", clock_.text());
    if (has_generation(object)) metadata.set("generation", 1);
  } else if (has_generation(object) && !(substance(known->second) == substance(object))) {
    metadata.set("generation", metadata.find("generation")->as_int(0) + 1);
  }
  metadata.set("resourceVersion", std::to_string(dry_run ? version_ : ++version_));
  object.set("metadata", std::move(metadata));
  if (dry_run) return object;
  const bool goes = object.find(Path{"metadata", "deletionTimestamp"}) && !object.find(Path{"metadata", "finalizers"});
  events_.push_back({version_, {goes ? "DELETED" : is_new ? "ADDED" : "MODIFIED", object}});
  if (goes) {
    objects_.erase(known);
  } else {
    objects_[key_of(ref)] = object;
  }
  return object;
}

void FakeCluster::give_node_ports(Value& service) {
  const std::string& type = service.text_at({"spec", "type"});
  Value* spec = service.find("spec");
  Value* ports = spec ? spec->find("ports") : nullptr;
  if (!ports || (type != "NodePort" && type != "LoadBalancer")) return;
  for (Value& port : ports->items()) {
    if (!port.find("nodePort")) port.set("nodePort", next_port_++);
  }
}

Value FakeCluster::create(const Value& object, kube::DryRun dry_run) {
  const ObjectRef ref = ref_of(object);
  const bool dry = dry_run != kube::DryRun::none;
  return carry_out({"create", ref, object, dry}, [&] {
    if (objects_.contains(key_of(ref))) throw refusal(409, ref);
    const bool made = !pretends(ref.kind);
    return keep(ref, applied(Value(), object, {std::string(kube::field_manager), "Apply", clock_.text()}),
                dry || !made);
  });
}

bool FakeCluster::pretends(const std::string& kind) {
  const auto found = pretended_.find(kind);
  if (found == pretended_.end() || found->second == 0) return false;
  if (found->second != always) --found->second;
  return true;
}

Value FakeCluster::apply(const Value& object, kube::DryRun dry_run) {
  const ObjectRef ref = ref_of(object);
  const bool dry = dry_run != kube::DryRun::none;
  return carry_out({"apply", ref, object, dry}, [&] {
    check_version(ref, *object.find("metadata"));
    const auto known = objects_.find(key_of(ref));
    const Value before = known == objects_.end() ? Value() : known->second;
    return keep(ref, applied(before, object, {std::string(kube::field_manager), "Apply", clock_.text()}), dry);
  });
}

Value FakeCluster::patch(const ObjectRef& ref, const Value& merge_patch, kube::DryRun dry_run) {
  const bool dry = dry_run != kube::DryRun::none;
  return carry_out({"patch", ref, merge_patch, dry}, [&] {
    const auto known = objects_.find(key_of(ref));
    if (known == objects_.end()) throw refusal(404, ref);
    if (const Value* metadata = merge_patch.find("metadata")) check_version(ref, *metadata);
    const Value before = known->second;
    if (pretends(ref.kind)) return before;
    Value after = merge_patched(before, merge_patch);
    return keep(ref, updated(before, std::move(after), {std::string(kube::field_manager), "Update", clock_.text()}),
                dry);
  });
}

void FakeCluster::remove(const Value& object, kube::DryRun dry_run) {
  const ObjectRef ref = ref_of(object);
  const bool dry = dry_run != kube::DryRun::none;
  carry_out({"delete", ref, object, dry}, [&] {
    const auto known = objects_.find(key_of(ref));
    // kube::Client takes that for done.
    if (known == objects_.end()) return Value();
    if (!dry && pretends(ref.kind)) return known->second;
    check_version(ref, *object.find("metadata"));
    Value going = known->second;
    if (going.find(Path{"metadata", "deletionTimestamp"})) return going;
    going.set(Path{"metadata", "deletionTimestamp"}, clock_.text());
    return keep(ref, std::move(going), dry);
  });
}

kube::Answer FakeCluster::tried(const kube::Write& write) {
  kube::Answer answer = {kube::Answer::Outcome::found, {}, {}};
  try {
    answer.value = this->write(write, kube::DryRun::server);
  } catch (const kube::ApiError& error) {
    if (error.status == 0) throw;
    answer = {kube::Answer::Outcome::failed, {}, error};
  }
  return answer;
}

kube::Trials FakeCluster::try_out(const std::vector<kube::Right>& rights, const std::vector<kube::Write>& writes) {
  kube::Trials trials;
  for (const auto& [verb, object] : rights) {
    requests_.push_back({"may", {object.api_version, object.kind, object.name_space, object.name}, verb});
    trials.rights.emplace_back(!denied_.contains({verb, object.kind}));
  }
  for (const kube::Write& write : writes) trials.writes.push_back(tried(write));
  return trials;
}

}  // namespace l7::live::fake
