#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/object.h"

namespace l7::milvus {

/// A workload whose pods answer Milvus clients: the proxy of a cluster, or a standalone server.
/// Found by what it runs, never by labels or names: those differ with nameOverride and subchart aliases, and other
/// workloads of the release carry the same ones.
struct Server {
  Object workload;
  /// "proxy" or "standalone".
  std::string role;
  std::string image;
  std::map<std::string, std::string> pod_labels;
  /// Plain values of the container's environment; a variable set from elsewhere (valueFrom) is in `opaque_env`.
  std::map<std::string, std::string> env;
  std::vector<std::string> opaque_env;
  /// The container's ports, by name where they have one.
  std::map<std::string, int> ports;
  std::vector<int> unnamed_ports;
  /// The ConfigMap behind the volume `milvus-config`; empty when there is none.
  std::string config_map;
  /// The key of it that is mounted as Milvus's user.yaml: the name of the file may differ. Empty when none is.
  std::string user_yaml_key;
  bool restart_is_outage = false;
};

/// The paths of `spec.template` that both programs read and annotate.
const Path& pod_template();

/// The server this object is, if it is one.
std::optional<Server> server_in(const Value& object);

/// A Service's port that reaches the server's gRPC port: its index in spec.ports, or nothing when the Service
/// does not select the server's pods or has no such port.
std::optional<std::size_t> port_to(const Value& service, const Server& server);

/// Whether the Service selects the server's pods at all.
bool selects(const Value& service, const Server& server);

/// One Milvus: a server and the Service in front of it.
struct Milvus {
  Server server;
  Object service;
  std::size_t port_index = 0;

  int port() const;
  const std::string& port_name() const;
  /// The port clients reach inside the container.
  int container_port() const;
  /// Where /healthz answers, whether or not the Service shows it.
  int health_port() const;
  /// Whether the Service's port of this name or number leads there: pprof and a stop switch are on the same port.
  bool is_health_port(const std::string& port) const;
  /// The Helm release, as the labels and annotations tell it; may be empty.
  std::string release() const;
};

/// Those that `release` names, in the best of the ways it can; all of them when it is empty. They point into `found`.
std::vector<const Milvus*> matching(const std::vector<Milvus>& found, const std::string& release);

/// The one that `release` names (a Service, a release, or a Service without its "-milvus"), or the only one when it is
/// empty. Throws Error that lists them when there are several, or none of that name.
const Milvus& choose(const std::vector<Milvus>& found, const std::string& release);

}  // namespace l7::milvus
