#include "milvus/server.h"

#include <algorithm>
#include <utility>

#include "milvus/command.h"
#include "milvus/settings.h"

namespace l7::milvus {
namespace {

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

bool holds_pod(const Value& value) {
  const Value* containers = value.find(Path{"spec", "containers"});
  return containers && containers->is_list();
}

/// Extends the path from `value` to the first pod template in it.
bool find_pod_template(const Value& value, Path& path) {
  for (const auto& [key, member] : value.members()) {
    if (!member.is_map()) continue;
    path.emplace_back(key);
    if (holds_pod(member) || find_pod_template(member, path)) return true;
    path.pop_back();
  }
  return false;
}

}  // namespace

std::optional<Path> pod_template_in(const Value& object) {
  const std::string& kind = object.text_at({"kind"});
  if (kind == "Job" || kind == "CronJob") return std::nullopt;
  if (kind == "Pod") return holds_pod(object) ? std::optional(Path()) : std::nullopt;
  const Value* spec = object.find("spec");
  Path path = {"spec"};
  return spec && find_pod_template(*spec, path) ? std::optional(path) : std::nullopt;
}

std::string open_on_node(const Object& workload, int port) {
  const auto place = pod_template_in(workload.value);
  if (!place) return "";
  const Value& pod = *workload.value.find(*place);
  const Value* network = pod.find(Path{"spec", "hostNetwork"});
  if (network && network->is_true()) return "hostNetwork: true";
  for (const Value& container : pod.items_at({"spec", "containers"})) {
    for (const Value& one : container.items_at({"ports"})) {
      const int on_node = one.number_at({"hostPort"}, 0);
      if (on_node != 0 && one.number_at({"containerPort"}, 0) == port) return "hostPort " + std::to_string(on_node);
    }
  }
  return "";
}

std::optional<Server> server_in(const Value& object) {
  const std::optional<Path> place = pod_template_in(object);
  if (!place) return std::nullopt;
  const Value& pod = *object.find(*place);
  for (const Value& container : pod.items_at({"spec", "containers"})) {
    const std::string role = role_of(container);
    if (!answers_clients(role)) continue;
    Server server;
    server.workload = {ref_of(object), object, ""};
    server.pod = *place;
    server.role = role;
    server.image = container.text_at({"image"});
    if (const Value* labels = pod.find(Path{"metadata", "labels"})) {
      for (const auto& [key, value] : labels->members()) server.pod_labels[key] = value.text();
    }
    server.environment = environment_of(container, server.workload.ref.name_space);
    read_ports(container, server);
    server.settings = settings_place(object, pod, container);
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

std::optional<int> Server::own_port() const {
  for (const auto& [variable, value] : environment.values) {
    if (sets(variable, "proxy.port")) return Value(value).as_int(default_port);
  }
  const auto named = ports.find("milvus");
  return named == ports.end() ? std::nullopt : std::optional(named->second);
}

Place Server::restart_annotations() const {
  Path path = pod;
  path.insert(path.end(), {"metadata", "annotations"});
  return {&workload, std::move(path)};
}

bool Server::restarts() const {
  static constexpr std::string_view lasting[] = {"Pod", "ReplicaSet", "ReplicationController"};
  if (std::find(std::begin(lasting), std::end(lasting), workload.ref.kind) != std::end(lasting)) return false;
  return workload.value.text_at({"spec", "updateStrategy", "type"}) != "OnDelete";
}

std::string Server::container_with(const Value& target) const {
  const Value* template_there = workload.value.find(pod);
  if (!template_there) return "";
  for (const Value& container : template_there->items_at({"spec", "containers"})) {
    for (const Value& port : container.items_at({"ports"})) {
      const bool is_it = port.text_at({"name"}) == target.text() || port.text_at({"containerPort"}) == target.text();
      if (is_it) return container.text_at({"name"});
    }
  }
  return "";
}

int Server::port_number(const Value& target, int otherwise) const {
  const auto named = ports.find(target.text());
  return named != ports.end() ? named->second : target.as_int(otherwise);
}

std::optional<std::size_t> port_to(const Value& service, const Server& server) {
  if (!selects(service, server)) return std::nullopt;
  const int number = server.own_port().value_or(default_port);
  const std::vector<Value>& ports = service.items_at({"spec", "ports"});
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const Value* target = ports[i].find("targetPort");
    // Kubernetes takes `port` where targetPort is left out.
    if (!target || target->is_null()) target = ports[i].find("port");
    if (!target) continue;
    const bool by_name = target->text() == "milvus" && server.port_number(*target, number) == number;
    if (by_name || server.port_number(*target, 0) == number) return i;
  }
  return std::nullopt;
}

}  // namespace l7::milvus
