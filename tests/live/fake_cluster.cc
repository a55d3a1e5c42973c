#include "fake_cluster.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "kube/errors.h"
#include "yaml/read.h"

namespace l7::live::fake {
namespace {

const char* reason_of(int status) {
  switch (status) {
    case 403: return "Forbidden";
    case 404: return "NotFound";
    case 409: return "Conflict";
    case 422: return "Invalid";
    case 500: return "InternalError";
    default: return "";
  }
}

std::string group_of(const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string::npos ? "" : api_version.substr(0, slash);
}

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

bool is_write(const Request& request) {
  return request.verb == "create" || request.verb == "apply" || request.verb == "patch" || request.verb == "delete";
}

}  // namespace

kube::ApiError refusal(int status, const ObjectRef& object, std::string message) {
  if (status == 0)
    return {"Unable to connect to the server: unexpected EOF", to_string(object), "run this again", 0, ""};
  if (message.empty()) message = object.kind + " \"" + object.name + "\": " + reason_of(status);
  Value answer = Value::map({{"kind", "Status"}, {"message", message}, {"reason", reason_of(status)}});
  answer.set("code", status);
  return kube::error_of_status(answer, to_string(object));
}

FakeCluster::Key FakeCluster::key_of(const ObjectRef& ref) {
  return {group_of(ref.api_version), ref.kind, ref.name_space, ref.name};
}

// ---- what others do

void FakeCluster::create(Value object, const std::string& manager) {
  const ObjectRef ref = ref_of(object);
  keep(ref, updated(Value(), std::move(object), {manager, "Update", clock_.text()}), false);
}

void FakeCluster::create_yaml(const std::string& text, const std::string& manager) {
  create(yaml::read(text), manager);
}

void FakeCluster::apply_as(const std::string& manager, const Value& object) {
  const ObjectRef ref = ref_of(object);
  const auto known = objects_.find(key_of(ref));
  const Value before = known == objects_.end() ? Value() : known->second;
  keep(ref, applied(before, object, {manager, "Apply", clock_.text()}), false);
}

Value& FakeCluster::there(const std::string& kind, const std::string& name) {
  const auto found = std::find_if(objects_.begin(), objects_.end(), [&](const auto& entry) {
    return std::get<1>(entry.first) == kind && std::get<3>(entry.first) == name;
  });
  if (found == objects_.end()) throw std::logic_error("there is no " + kind + ' ' + name);
  return found->second;
}

void FakeCluster::change(const std::string& kind, const std::string& name, const std::string& yaml) {
  const Value before = there(kind, name);
  Value after = merge_patched(before, yaml::read(yaml));
  keep(ref_of(before), updated(before, std::move(after), {"somebody", "Update", clock_.text()}), false);
}

void FakeCluster::erase(const std::string& kind, const std::string& name) {
  const Value object = there(kind, name);
  objects_.erase(key_of(ref_of(object)));
  events_.push_back({++version_, {"DELETED", object}});
}

const Value* FakeCluster::find(const std::string& kind, const std::string& name) const {
  for (const auto& [key, object] : objects_) {
    if (std::get<1>(key) == kind && std::get<3>(key) == name) return &object;
  }
  return nullptr;
}

std::string FakeCluster::text(const std::string& kind, const std::string& name, const Path& path) const {
  const Value* object = find(kind, name);
  return object ? object->text_at(path) : "";
}

std::map<std::string, Value> FakeCluster::contents() const {
  std::map<std::string, Value> all;
  for (const auto& [key, object] : objects_) {
    Value plain = object;
    for (const char* field : {"resourceVersion", "managedFields", "generation"}) plain.remove({"metadata", field});
    all.emplace(to_string(ref_of(object)), std::move(plain));
  }
  return all;
}

// ---- what goes wrong

void FakeCluster::refuse(const std::string& verb, const std::string& kind, int status, int times,
                         const std::string& message) {
  scripts_.push_back({Script::Kind::refuse, verb, kind, times, status, message});
}

void FakeCluster::lose_answer(const std::string& verb, const std::string& kind, int status) {
  scripts_.push_back({Script::Kind::lose, verb, kind, 1, status});
}

void FakeCluster::before(const std::string& verb, const std::string& kind, FakeClock::Action action, int times) {
  scripts_.push_back({Script::Kind::before, verb, kind, times, 0, "", std::move(action)});
}

void FakeCluster::after(const std::string& verb, const std::string& kind, FakeClock::Action action, int times) {
  scripts_.push_back({Script::Kind::after, verb, kind, times, 0, "", std::move(action)});
}

/// Whether the script means this request, which then counts.
bool FakeCluster::takes(Script& script, const Request& request) {
  if (script.times == 0 || script.verb != request.verb || script.object_kind != request.object.kind) return false;
  if (script.times != always) --script.times;
  return true;
}

const FakeCluster::Script* FakeCluster::next(Script::Kind kind, const Request& request) {
  for (Script& script : scripts_) {
    if (script.kind != kind || !takes(script, request)) continue;
    return &script;
  }
  return nullptr;
}

/// All that is meant, in the order in which it was asked for.
void FakeCluster::act(Script::Kind kind, const Request& request) {
  std::vector<FakeClock::Action> actions;
  for (Script& script : scripts_) {
    if (script.kind != kind || !takes(script, request)) continue;
    actions.push_back(script.action);
  }
  for (const FakeClock::Action& action : actions) action();
}

/// Goes with a request through what was asked for it.
Value FakeCluster::carry_out(Request request, const std::function<Value()>& work) {
  const auto end = [&](const kube::ApiError& error) {
    request.status = error.status;
    requests_.push_back(request);
    return error;
  };
  act(Script::Kind::before, request);
  if (const Script* script = next(Script::Kind::refuse, request)) {
    throw end(refusal(script->status, request.object, script->message));
  }
  Value result;
  try {
    result = work();
  } catch (const kube::ApiError& error) {
    throw end(error);
  }
  act(Script::Kind::after, request);
  const bool writes = is_write(request);
  const auto event = writes && !request.dry_run ? after_writes_.find(++kept_) : after_writes_.end();
  if (event != after_writes_.end()) event->second();
  if (const Script* script = next(Script::Kind::lose, request)) throw end(refusal(script->status, request.object));
  requests_.push_back(std::move(request));
  return result;
}

std::vector<std::string> FakeCluster::writes() const {
  std::vector<std::string> lines;
  for (const Request& request : requests_) {
    if (!is_write(request)) continue;
    std::string line = request.verb + ' ' + request.object.kind + ' ' + request.object.name;
    if (request.status != 200) line += ": " + std::to_string(request.status);
    lines.push_back(line + (request.dry_run ? " (dry run)" : ""));
  }
  return lines;
}

// ---- writing

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
    switch (write.how) {
      case kube::Write::How::create: answer.value = create(write.value, kube::DryRun::server); break;
      case kube::Write::How::apply: answer.value = apply(write.value, kube::DryRun::server); break;
      case kube::Write::How::patch: answer.value = patch(write.object, write.value, kube::DryRun::server); break;
      case kube::Write::How::remove: remove(write.value, kube::DryRun::server);
    }
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
