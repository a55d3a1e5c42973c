#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "entry/entry.h"
#include "milvus/milvus.h"
#include "model/object.h"
#include "model/text_format.h"
#include "model/validity.h"
#include "observe/freshness.h"

namespace l7 {

using milvus::Presence;

/// What is known of whole kinds, each by its name as kubectl writes it (`Ingress.networking.k8s.io`).
struct KnownKinds {
  /// Kinds of which every object was seen, so that one that was not is absent.
  std::set<std::string> complete;
  /// Kinds that the API server does not serve (their CRD is missing).
  std::set<std::string> missing;
  /// Kinds that could not be read, and what the API server said.
  std::map<std::string, std::string> unread;
  /// Kinds of which the objects of all namespaces were seen; of the others, those beside Milvus alone.
  std::set<std::string> everywhere;

  bool is_complete(const GroupKind& kind) const { return complete.contains(to_string(kind)); }
  bool is_missing(const GroupKind& kind) const { return missing.contains(to_string(kind)); }
  bool is_everywhere(const GroupKind& kind) const { return everywhere.contains(to_string(kind)); }
  bool is_unread(const GroupKind& kind) const { return unread.contains(to_string(kind)); }
  /// What the API server said; empty when the kind was read.
  std::string why_unread(const GroupKind& kind) const;
};

/// One Milvus and all that a cloud may base its plan on. Made from a cluster or from a stream; the cloud cannot tell
/// which. See observe().
struct Observed {
  milvus::Milvus milvus;
  /// The entries of every API and cloud that send traffic to the Service of Milvus, or that have a name of ours.
  std::vector<Entry> entries;
  /// The other entries that were seen, beside Milvus or in all namespaces: they may serve the same hosts, or share its
  /// load balancer. Nothing that is done to Milvus concerns them.
  std::vector<Entry> other_entries;
  /// Other objects that matter: BackendConfigs, NetworkPolicies, workloads that are clients, events, nodes.
  std::vector<Object> neighbours;
  /// The Service's annotations that hold JSON, by key, as they decode; the clouds keep structured settings there.
  std::map<std::string, Value> service_json;
  /// The validity of the certificates in TLS Secrets, by the Secret's name, where it could be read.
  std::map<std::string, Validity> certificates;
  KnownKinds kinds;
  /// What the run that looks has written: of these objects only news counts.
  Freshness written;
  /// When they were looked at; nothing for a stream.
  std::optional<std::chrono::sys_seconds> now;
  /// How texts inside objects are read and edited.
  const TextFormat* format = nullptr;

  const Object* find(const GroupKind& kind, std::string_view name) const;
  Presence presence(const GroupKind& kind, std::string_view name) const;

  /// Every object that concerns Milvus: its own, the entries, the neighbours.
  void each(const std::function<void(const Object&)>& visit) const;
  /// The object that is called so; nullptr when it was not seen.
  const Object* find(const ObjectRef& ref) const;
};

}  // namespace l7
