#include "live/overview.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "cloud/cloud.h"
#include "milvus/server.h"

namespace l7::live {
namespace {

Object object_in(Value value, const WatchedKind& kind) {
  value.set("apiVersion", kind.api_version);
  value.set("kind", kind.kind);
  // The largest part of many objects.
  value.remove({"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"});
  ObjectRef ref = ref_of(value);
  return {std::move(ref), std::move(value), ""};
}

using Servers = std::multimap<std::string, milvus::Server>;

bool is_selected(const Object& service, const Servers& servers) {
  const auto [begin, end] = servers.equal_range(service.ref.name_space);
  return std::any_of(begin, end, [&](const auto& entry) { return milvus::selects(service.value, entry.second); });
}

/// Lists a kind in all namespaces and keeps what `counts` says.
template <typename Counts>
void list(kube::Api& api, const WatchedKind& kind, Snapshot& snapshot, Counts&& counts) {
  kube::Read read;
  read.api_version = kind.api_version;
  read.kind = kind.kind;
  api.for_each(read, [&](Value value) {
    Object object = object_in(std::move(value), kind);
    if (counts(object)) snapshot.put(std::move(object));
  });
  snapshot.note_complete(kind.group_kind());
}

/// The same for a kind that may be missing or forbidden.
template <typename Counts>
void list_if_possible(kube::Api& api, const WatchedKind& kind, Snapshot& snapshot, Counts&& counts) {
  static constexpr int not_found = 404;
  try {
    list(api, kind, snapshot, counts);
  } catch (const kube::ApiError& error) {
    if (error.status == 0) throw;
    if (error.status == not_found) {
      snapshot.note_missing(kind.group_kind());
    } else {
      snapshot.note_unread(kind.group_kind(), error.what());
    }
  }
}

}  // namespace

Snapshot overview(kube::Api& api) {
  Snapshot snapshot;
  Servers servers;
  const auto runs_milvus = [&](const Object& object) {
    auto server = milvus::server_in(object.value);
    if (!server) return false;
    // Its pods are all that is looked at here, and the snapshot has the object.
    server->workload = {};
    servers.emplace(object.ref.name_space, *std::move(server));
    return true;
  };
  list(api, {"apps/v1", "Deployment"}, snapshot, runs_milvus);
  list_if_possible(api, {"apps/v1", "StatefulSet"}, snapshot, runs_milvus);

  const auto is_ours = [](const Object& object) { return !label(object.value, owner_label).empty(); };
  const auto beside_milvus = [&](const Object& object) {
    return is_ours(object) || servers.contains(object.ref.name_space);
  };
  list(api, {"v1", "Service"}, snapshot, [&](const Object& object) { return is_selected(object, servers); });
  for (const EntryApi* entry_api : entry_apis()) {
    list_if_possible(api, {entry_api->api_version(), entry_api->kind().kind}, snapshot, beside_milvus);
  }
  for (const Cloud* cloud : clouds()) {
    for (const WatchedKind& kind : cloud->watched_kinds()) {
      const bool everywhere = kind.namespaced && kind.name.empty();
      if (everywhere) list_if_possible(api, kind, snapshot, beside_milvus);
    }
  }
  return snapshot;
}

}  // namespace l7::live
