#include "milvus/detect.h"

#include <algorithm>
#include <sstream>

#include "milvus/settings.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::milvus {
namespace {

/// Milvus serves gRPC here unless proxy.port says otherwise (milvus configs/milvus.yaml).
constexpr int default_port = 19530;
/// Milvus serves /healthz and metrics here unless METRICS_PORT says otherwise, on every version.
constexpr int default_health_port = 9091;

/// The role in `milvus run proxy`, wherever the words stand in command and args: as elements or inside one shell line.
std::string role_of(const Value& container) {
  std::string line;
  for (const char* field : {"command", "args"}) {
    for (const Value& word : container.items_at({field})) line += word.text() + ' ';
  }
  std::istringstream words(line);
  std::string before_last, last, word;
  while (words >> word) {
    const bool runs = last == "run" && (before_last == "milvus" || before_last.ends_with("/milvus"));
    if (runs && (word == "proxy" || word == "standalone")) return word;
    before_last = std::exchange(last, word);
  }
  return "";
}

void read_environment(const Value& container, Server& server) {
  for (const Value& variable : container.items_at({"env"})) {
    const std::string& name = variable.text_at({"name"});
    if (variable.find("valueFrom")) {
      server.opaque_env.push_back(name);
    } else {
      server.env[name] = variable.text_at({"value"});
    }
  }
}

void read_ports(const Value& container, Server& server) {
  for (const Value& port : container.items_at({"ports"})) {
    const Value* number = port.find("containerPort");
    if (!number) continue;
    const std::string& name = port.text_at({"name"});
    if (name.empty()) {
      server.unnamed_ports.push_back(number->as_int(0));
    } else {
      server.ports[name] = number->as_int(0);
    }
  }
}

void read_config_mount(const Value& container, const Value& pod, Server& server) {
  static constexpr std::string_view volume = "milvus-config";
  for (const Value& candidate : pod.items_at({"spec", "volumes"})) {
    if (candidate.text_at({"name"}) == volume) server.config_map = candidate.text_at({"configMap", "name"});
  }
  for (const Value& mount : container.items_at({"volumeMounts"})) {
    if (mount.text_at({"name"}) != volume) continue;
    const std::string& path = mount.text_at({"mountPath"});
    const std::string& key = mount.text_at({"subPath"});
    if (path.ends_with("/user.yaml")) server.user_yaml_key = key;
    if (path.ends_with("/configs") && key.empty()) server.user_yaml_key = "user.yaml";
  }
}

}  // namespace

const Path& pod_template() {
  static const Path path = {"spec", "template"};
  return path;
}

std::optional<Server> server_in(const Value& object) {
  const Value* pod = object.find(pod_template());
  if (!pod) return std::nullopt;
  for (const Value& container : pod->items_at({"spec", "containers"})) {
    const std::string role = role_of(container);
    if (role.empty()) continue;
    Server server;
    server.workload = {ref_of(object), object, ""};
    server.role = role;
    server.image = container.text_at({"image"});
    if (const Value* labels = pod->find(Path{"metadata", "labels"})) {
      for (const auto& [key, value] : labels->members()) server.pod_labels[key] = value.text();
    }
    read_environment(container, server);
    read_ports(container, server);
    read_config_mount(container, *pod, server);
    // A rolling update keeps one pod serving only where there is a second one to start.
    const Value* replicas = object.find(Path{"spec", "replicas"});
    const bool single_of_set = server.workload.ref.kind == "StatefulSet" && (replicas ? replicas->as_int(1) : 1) <= 1;
    server.restart_is_outage = object.text_at({"spec", "strategy", "type"}) == "Recreate" || single_of_set;
    return server;
  }
  return std::nullopt;
}

bool selects(const Value& service, const Server& server) {
  if (!same_namespace(ref_of(service), server.workload.ref)) return false;
  const Value* selector = service.find(Path{"spec", "selector"});
  if (!selector || selector->members().empty()) return false;
  return std::all_of(selector->members().begin(), selector->members().end(), [&](const Value::Member& member) {
    const auto label = server.pod_labels.find(member.first);
    return label != server.pod_labels.end() && label->second == member.second.text();
  });
}

namespace {

/// The number a targetPort stands for, by the container's names; `otherwise` for a name it does not have.
int port_number(const Value& target, const Server& server, int otherwise) {
  const auto named = server.ports.find(target.text());
  return named != server.ports.end() ? named->second : target.as_int(otherwise);
}

}  // namespace

std::optional<std::size_t> port_to(const Value& service, const Server& server) {
  if (!selects(service, server)) return std::nullopt;
  const auto named = server.ports.find("milvus");
  const int number = named != server.ports.end() ? named->second : default_port;
  const std::vector<Value>& ports = service.items_at({"spec", "ports"});
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const Value* target = ports[i].find("targetPort");
    // Kubernetes takes `port` where targetPort is left out.
    if (!target || target->is_null()) target = ports[i].find("port");
    if (!target) continue;
    if (target->text() == "milvus" || port_number(*target, server, 0) == number) return i;
  }
  return std::nullopt;
}

int Milvus::port() const {
  const Value* port = service.value.find(Path{"spec", "ports", port_index, "port"});
  return port ? port->as_int(0) : 0;
}

const std::string& Milvus::port_name() const { return service.value.text_at({"spec", "ports", port_index, "name"}); }

int Milvus::container_port() const {
  const auto named = server.ports.find("milvus");
  if (named != server.ports.end()) return named->second;
  const Value* target = service.value.find(Path{"spec", "ports", port_index, "targetPort"});
  return target ? port_number(*target, server, default_port) : default_port;
}

int Milvus::health_port() const {
  const auto variable = server.env.find("METRICS_PORT");
  return variable == server.env.end() ? default_health_port : Value(variable->second).as_int(default_health_port);
}

bool Milvus::is_health_port(const std::string& port) const {
  for (const Value& candidate : service.value.items_at({"spec", "ports"})) {
    if (candidate.text_at({"name"}) != port && candidate.text_at({"port"}) != port) continue;
    const Value* target = candidate.find("targetPort");
    if (!target || target->is_null()) target = candidate.find("port");
    return target && (target->text() == "metrics" || port_number(*target, server, 0) == health_port());
  }
  return port == "metrics" || port == std::to_string(health_port());
}

std::string Milvus::release() const {
  const std::string& helm = annotation(service.value, "meta.helm.sh/release-name");
  return helm.empty() ? label(service.value, "app.kubernetes.io/instance") : helm;
}

namespace {

/// A Service's or release's name that `word` may have been meant to be; "" where none is near.
std::string nearest_name(const std::vector<Milvus>& found, const std::string& word) {
  std::vector<std::string> names;
  for (const Milvus& milvus : found) {
    names.push_back(milvus.release());
    names.push_back(milvus.service.ref.name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return std::string(nearest(word, known));
}

}  // namespace

std::vector<const Milvus*> matching(const std::vector<Milvus>& found, const std::string& release) {
  using Match = bool (*)(const Milvus&, const std::string&);
  static constexpr Match by_service = [](const Milvus& m, const std::string& n) { return m.service.ref.name == n; };
  static constexpr Match by_stem = [](const Milvus& m, const std::string& n) {
    return m.service.ref.name == n + "-milvus";
  };
  static constexpr Match by_release = [](const Milvus& m, const std::string& n) { return m.release() == n; };
  static constexpr Match any = [](const Milvus&, const std::string&) { return true; };

  std::vector<Match> matches = {by_service, by_stem, by_release};
  if (release.empty()) matches = {any};
  std::vector<const Milvus*> meant;
  for (const Match match : matches) {
    for (const Milvus& milvus : found) {
      if (match(milvus, release)) meant.push_back(&milvus);
    }
    if (!meant.empty()) break;
  }
  return meant;
}

const Milvus& choose(const std::vector<Milvus>& found, const std::string& release) {
  const std::vector<const Milvus*> meant = matching(found, release);
  if (meant.size() == 1) return *meant.front();
  const std::string names = joined(found, ", ", [](const Milvus& milvus) { return to_string(milvus.service.ref); });
  if (meant.empty()) {
    const std::string near = nearest_name(found, release);
    throw Error("no Milvus is called '" + release + "'" + did_you_mean(near), "",
                "take one of these for --release: " + names);
  }
  const std::string what =
      release.empty() ? "several Milvus Services" : "several Milvus Services of release " + release;
  throw Error(what + ": " + names, "", "name the one you mean: --release NAME, with the Service's name");
}

}  // namespace l7::milvus
