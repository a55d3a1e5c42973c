#include "fake_cluster.h"

#include <algorithm>
#include <stdexcept>

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

}  // namespace l7::live::fake
