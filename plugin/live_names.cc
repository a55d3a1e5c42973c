#include "live_names.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "cli/assign.h"
#include "connection_flags.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "live/snapshot.h"
#include "platform/time_limit.h"

namespace l7::plugin {
namespace {

using cli::Candidate;
using cli::Source;
using Names = std::vector<Candidate>;

/// What is left of 200 ms when a program has been started and the shell still has to show what it said.
constexpr std::chrono::milliseconds patience{170};

template <typename Map>
Names keys_of(const Map& map) {
  Names names;
  for (const auto& [name, value] : map) names.push_back({name, ""});
  return names;
}

/// The names of a kind, beside which nothing of the objects is read.
Names names_of(kube::Client& client, kube::Read read) {
  read.only_metadata = true;
  const std::vector<kube::Answer> answers = client.read({std::move(read)});
  Names names;
  if (const Value* items = answers.front().value.find("items")) {
    for (const Value& item : items->items()) names.push_back({item.text_at({"metadata", "name"}), ""});
  }
  return names;
}

Names milvus_names(kube::Client& client) {
  const std::string& name_space = client.connection().name_space;
  live::Snapshot snapshot;
  for (kube::Answer& answer : client.read({{"v1", "Service", name_space, "", "", "", 0},
                                           {"apps/v1", "Deployment", name_space, "", "", "", 0},
                                           {"apps/v1", "StatefulSet", name_space, "", "", "", 0}})) {
    Value* items = answer.value.find("items");
    if (!items) continue;
    for (Value& item : items->items()) {
      ObjectRef ref = ref_of(item);
      snapshot.put({std::move(ref), std::move(item), ""});
    }
  }
  Names names;
  const auto add = [&names](const std::string& name, const std::string& about) {
    const bool known =
        std::any_of(names.begin(), names.end(), [&](const Candidate& each) { return each.word == name; });
    if (!name.empty() && !known) names.push_back({name, about});
  };
  snapshot.each_candidate([&](const milvus::Milvus& milvus) {
    add(milvus.release(), "release");
    add(milvus.service.ref.name, "Service of " + milvus.server.role);
  });
  return names;
}

Names in_cluster(Source source, const kube::ConnectionFlags& flags) {
  const kube::Connection connection = kube::resolve(flags);
  // As in kubectl's own completion; there is no terminal for it to ask at.
  if (connection.exec && connection.exec->interactive_mode == "Always") return {};
  kube::Client client(connection);
  const std::string& name_space = connection.name_space;
  switch (source) {
    case Source::namespaces: return names_of(client, {"v1", "Namespace", "", "", "", "", 0});
    case Source::ingresses: return names_of(client, {"networking.k8s.io/v1", "Ingress", name_space, "", "", "", 0});
    case Source::tls_secrets:
      return names_of(client, {"v1", "Secret", name_space, "", "", "type=kubernetes.io/tls", 0});
    case Source::releases: return milvus_names(client);
    default: return {};
  }
}

Names names(Source source, const kube::ConnectionFlags& flags) {
  switch (source) {
    case Source::contexts: return keys_of(kube::load_kubeconfig(flags.kubeconfig).contexts);
    case Source::clusters: return keys_of(kube::load_kubeconfig(flags.kubeconfig).clusters);
    case Source::users: return keys_of(kube::load_kubeconfig(flags.kubeconfig).users);
    default: return in_cluster(source, flags);
  }
}

}  // namespace

cli::Lookup names_by_connection() {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  return [deadline](Source source, const cli::Line& line) {
    ConnectionOptions connection;
    for (const cli::Flag& flag : connection_flags(connection)) {
      const std::vector<std::string> values = cli::values_of(line, flag.name);
      if (!values.empty()) cli::assign(flag, {"--" + std::string(flag.name), values});
    }
    return cli::candidates_in(
        platform::output_until(deadline, [&] { return cli::to_text(names(source, connection.given())); }));
  };
}

}  // namespace l7::plugin
