#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "milvus/detect.h"
#include "milvus/settings.h"
#include "model/object.h"
#include "model/validity.h"

namespace l7::milvus {

/// "unknown" is a value: a stream cannot see Secrets, a user may not be allowed to read them. It is never "absent".
enum class Presence { absent, present, unknown };

/// The files Milvus reads from its ConfigMap, in the order it reads them (chart >= 4.2.0; older charts merge them so).
struct Config {
  Presence presence = Presence::unknown;
  Object config_map;
  Settings defaults;
  Settings user;
  /// The text of user.yaml as Milvus gets it; empty when the key is missing.
  std::string user_yaml;
};

/// All that a cloud may base its plan on. Made from a cluster or from a stream; the cloud cannot tell which.
struct Observed {
  Milvus milvus;
  Config config;
  /// Other objects of the namespace that matter: Ingresses, BackendConfigs, NetworkPolicies, workloads that are
  /// clients.
  std::vector<Object> neighbours;
  /// The Service's annotations that hold JSON, by key, as they decode; the clouds keep structured settings there.
  std::map<std::string, Value> service_json;
  /// The validity of the certificates in TLS Secrets, by the Secret's name, where it could be read.
  std::map<std::string, Validity> certificates;
  /// Kinds of which every object was seen, so that one that is not in `neighbours` is absent.
  std::set<std::string> complete_kinds;
  /// Kinds that the API server does not serve (their CRD is missing).
  std::set<std::string> missing_kinds;
  /// Kinds that could not be read, and what the API server said.
  std::map<std::string, std::string> unread_kinds;

  const Object* find(std::string_view kind, std::string_view name) const;
  Presence presence(std::string_view kind, std::string_view name) const;

  /// The value Milvus uses: environment before user.yaml before default.yaml (milvus pkg/config: source priorities).
  std::optional<std::string> setting(std::string_view name) const;
  /// The environment variable that decides this setting, whatever the files say; empty when none does.
  std::string deciding_variable(std::string_view name) const;
};

/// Whether an object, of any kind, belongs in Observed::neighbours of this Milvus. `own` are the names that the plan
/// may give to objects of its own.
bool concerns(const Value& object, const Milvus& milvus, const std::set<std::string>& own);

/// The names of Services and numbers or names of ports an Ingress sends traffic to, in both of its API versions.
struct Backend {
  std::string service;
  std::string port;
};
std::vector<Backend> backends_of(const Value& ingress);

/// Whether the Ingress sends traffic to the port that clients of this Milvus use.
bool routes_to(const Value& ingress, const Milvus& milvus);

}  // namespace l7::milvus
