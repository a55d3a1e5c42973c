#include "milvus/observed.h"

#include <algorithm>

#include "milvus/clients.h"

namespace l7::milvus {
namespace {

/// The spellings of a variable that set a setting: its own name and the prefixed one (milvus pkg/config/env_source.go).
bool sets(std::string_view variable, std::string_view setting) {
  static constexpr std::string_view prefix = "MILVUS_CONF_";
  if (variable.starts_with(prefix)) variable.remove_prefix(prefix.size());
  return normalise(variable) == normalise(setting);
}

void add_backend(const Value* backend, std::vector<Backend>& found) {
  if (!backend) return;
  if (const Value* service = backend->find("service")) {
    const Value* port = service->find("port");
    const Value* number = port ? port->find("number") : nullptr;
    found.push_back({service->text_at({"name"}), number ? number->text() : service->text_at({"port", "name"})});
  } else if (backend->find("serviceName")) {
    found.push_back({backend->text_at({"serviceName"}), backend->text_at({"servicePort"})});
  }
}

/// One of a selector's matchExpressions. An operator that is not known may match.
bool matches(const Value& expression, const Server& server) {
  const auto label = server.pod_labels.find(expression.text_at({"key"}));
  const bool there = label != server.pod_labels.end();
  const Value* values = expression.find("values");
  const bool listed = there && values &&
                      std::any_of(values->items().begin(), values->items().end(),
                                  [&](const Value& value) { return value.text() == label->second; });
  const std::string& wanted = expression.text_at({"operator"});
  if (wanted == "In") return listed;
  if (wanted == "NotIn") return !listed;
  if (wanted == "Exists") return there;
  if (wanted == "DoesNotExist") return !there;
  return true;
}

bool selects_pods(const Value& network_policy, const Server& server) {
  const Value* selector = network_policy.find(Path{"spec", "podSelector"});
  if (!selector) return true;
  if (const Value* labels = selector->find("matchLabels")) {
    for (const auto& [key, value] : labels->members()) {
      const auto label = server.pod_labels.find(key);
      if (label == server.pod_labels.end() || label->second != value.text()) return false;
    }
  }
  const Value* expressions = selector->find("matchExpressions");
  return !expressions || std::all_of(expressions->items().begin(), expressions->items().end(),
                                     [&](const Value& expression) { return matches(expression, server); });
}

}  // namespace

const Object* Observed::find(std::string_view kind, std::string_view name) const {
  const auto found = std::find_if(neighbours.begin(), neighbours.end(), [&](const Object& object) {
    return object.ref.kind == kind && object.ref.name == name;
  });
  return found == neighbours.end() ? nullptr : &*found;
}

Presence Observed::presence(std::string_view kind, std::string_view name) const {
  if (find(kind, name)) return Presence::present;
  return complete_kinds.contains(std::string(kind)) ? Presence::absent : Presence::unknown;
}

std::optional<std::string> Observed::setting(std::string_view name) const {
  for (const auto& [variable, value] : milvus.server.env) {
    if (sets(variable, name)) return value;
  }
  if (auto value = config.user.get(name)) return value;
  return config.defaults.get(name);
}

std::string Observed::deciding_variable(std::string_view name) const {
  for (const auto& [variable, value] : milvus.server.env) {
    if (sets(variable, name)) return variable;
  }
  for (const std::string& variable : milvus.server.opaque_env) {
    if (sets(variable, name)) return variable;
  }
  return "";
}

std::vector<Backend> backends_of(const Value& ingress) {
  std::vector<Backend> found;
  const Value* spec = ingress.find("spec");
  if (!spec) return found;
  add_backend(spec->find("defaultBackend"), found);
  add_backend(spec->find("backend"), found);
  const Value* rules = spec->find("rules");
  if (!rules) return found;
  for (const Value& rule : rules->items()) {
    const Value* paths = rule.find(Path{"http", "paths"});
    if (!paths) continue;
    for (const Value& path : paths->items()) add_backend(path.find("backend"), found);
  }
  return found;
}

bool routes_to(const Value& ingress, const Milvus& milvus) {
  const std::vector<Backend> backends = backends_of(ingress);
  return std::any_of(backends.begin(), backends.end(), [&](const Backend& backend) {
    if (backend.service != milvus.service.ref.name) return false;
    return backend.port == std::to_string(milvus.port()) ||
           (!backend.port.empty() && backend.port == milvus.port_name());
  });
}

bool concerns(const Value& object, const Milvus& milvus, const std::set<std::string>& own) {
  const ObjectRef ref = ref_of(object);
  if (!same_namespace(ref, milvus.service.ref) || ref == milvus.service.ref) return false;
  if (ref.kind == "Ingress") {
    const std::vector<Backend> backends = backends_of(object);
    return own.contains(ref.name) || std::any_of(backends.begin(), backends.end(), [&](const Backend& backend) {
             return backend.service == milvus.service.ref.name;
           });
  }
  if (ref.kind == "Service") return selects(object, milvus.server);
  if (ref.kind == "NetworkPolicy") return selects_pods(object, milvus.server);
  if (is_plaintext_client(object, milvus)) return true;
  return own.contains(ref.name);
}

}  // namespace l7::milvus
