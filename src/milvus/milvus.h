#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milvus/server.h"
#include "milvus/settings.h"
#include "model/target.h"

namespace l7::milvus {

/// "unknown" is a value: a stream cannot see Secrets, a user may not be allowed to read them. It is never "absent".
enum class Presence { absent, present, unknown };

/// The files that Milvus reads, in the order in which it reads them (chart >= 4.2.0; older charts merge them so).
struct Config {
  Presence presence = Presence::unknown;
  /// The object at Server::settings.
  Object object;
  Settings defaults;
  Settings user;
};

/// One Milvus: a server, the Service in front of it, and its settings.
struct Milvus {
  Server server;
  /// Other workloads whose pods the Service reaches as well.
  std::vector<Server> others;
  Object service;
  std::size_t port_index = 0;
  Config config;

  int port() const;
  const std::string& port_name() const;
  /// The port clients reach inside the container.
  int container_port() const;
  /// Where /healthz answers, whether or not the Service shows it.
  int health_port() const;
  /// Whether the Service's port of this name or number leads there: pprof and a stop switch are on the same port.
  bool is_health_port(const std::string& port) const;
  /// The value Milvus uses: environment before user.yaml before default.yaml (milvus pkg/config: source priorities).
  std::optional<std::string> setting(std::string_view name) const;
  /// The environment variable that decides this setting, whatever the files say; empty when none does.
  std::string deciding_variable(std::string_view name) const;

  /// Where a plan writes the type of the Service, and its annotations. They point into this object.
  Place service_type() const { return {&service, {"spec", "type"}}; }
  Place service_annotations() const { return {&service, {"metadata", "annotations"}}; }

  /// The objects that make up this Milvus and that a plan may change: Service, settings, workload.
  std::vector<const Object*> objects() const;
  /// The server's first.
  std::vector<const Object*> workloads() const;

  /// The Helm release, as the labels and annotations tell it; may be empty.
  std::string release() const;
};

/// One for each Service of those that were found, which are each one Service and one workload: a Service may reach
/// several workloads.
std::vector<Milvus> one_for_each_service(std::vector<Milvus> found);

/// Those that the target names, in the best of the ways it can; all of its namespace when it names none. An object of a
/// stream that says no namespace may be in any. They point into `found`.
std::vector<const Milvus*> matching(const std::vector<Milvus>& found, const Target& target);

/// The one that the target names (a Service, a release, or a Service without its "-milvus"), or the only one when it
/// names none. Throws Error that lists them when there are several, or none of that name.
const Milvus& choose(const std::vector<Milvus>& found, const Target& target);

}  // namespace l7::milvus
