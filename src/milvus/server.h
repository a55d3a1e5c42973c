#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "milvus/environment.h"
#include "milvus/place.h"
#include "model/object.h"

namespace l7::milvus {

/// A workload whose pods answer Milvus clients: the proxy of a cluster, or a standalone server.
/// Found by what it runs, never by labels or names: those differ with nameOverride and subchart aliases, and other
/// workloads of the release carry the same ones.
struct Server {
  Object workload;
  /// Where its pod template stands in the workload; empty for a Pod, which is one itself.
  Path pod;
  /// "proxy" or "standalone".
  std::string role;
  std::string image;
  std::map<std::string, std::string> pod_labels;
  Environment environment;
  /// The container's ports, by name where they have one.
  std::map<std::string, int> ports;
  std::vector<int> unnamed_ports;
  /// Where it reads its settings.
  SettingsPlace settings;
  bool restart_is_outage = false;

  /// The port on which it says itself that clients are answered: by PROXY_PORT, or by the name of a container's port.
  std::optional<int> own_port() const;
  /// Where a plan writes the annotations whose change restarts the pods. It points into this object.
  Place restart_annotations() const;
  /// Whether its pods are replaced when its template changes: a Pod and a ReplicaSet do nothing, and others may be told
  /// to wait until somebody deletes the pods.
  bool restarts() const;
  /// The name of the container that has a port of this name or number; "" for none.
  std::string container_with(const Value& target) const;

  /// The number that a Service's targetPort stands for, by the container's names; `otherwise` for a name that it does
  /// not have.
  int port_number(const Value& target, int otherwise) const;
};

/// Milvus serves gRPC here unless proxy.port says otherwise (milvus configs/milvus.yaml).
inline constexpr int default_port = 19530;

/// Where an object has a pod template, whatever its kind: the first place below `spec` whose `spec.containers` is a
/// list. The empty path for a Pod. Nothing in anything else, and in what runs to an end (a Job's kinds).
std::optional<Path> pod_template_in(const Value& object);

/// What opens a port of a workload's pods on their nodes: "hostNetwork: true", "hostPort 19530"; "" for nothing.
std::string open_on_node(const Object& workload, int port);

/// The server this object is, if it is one.
std::optional<Server> server_in(const Value& object);

/// A Service's port that reaches the server's gRPC port: its index in spec.ports, or nothing when the Service
/// does not select the server's pods or has no such port.
std::optional<std::size_t> port_to(const Value& service, const Server& server);

/// Whether the Service selects the server's pods at all.
bool selects(const Value& service, const Server& server);

}  // namespace l7::milvus
