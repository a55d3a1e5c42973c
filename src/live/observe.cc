#include "live/observe.h"
#include "model/kinds.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <set>
#include <vector>

#include "cloud/cloud.h"
#include "cloud/names.h"
#include "entry/route.h"

namespace l7::live {
namespace {

using kube::Answer;
using kube::Read;

/// What every cloud's plan is made from. Workloads that are no Milvus may be its clients.
constexpr WatchedKind plan_kinds[] = {{"v1", "Service"},
                                      {"apps/v1", "Deployment"},
                                      {"apps/v1", "StatefulSet"},
                                      {"networking.k8s.io/v1", "NetworkPolicy"}};
/// Events first: they also tell why a balancer does not go.
constexpr WatchedKind health_kinds[] = {{"v1", "Event"}, {"discovery.k8s.io/v1", "EndpointSlice"}};
constexpr WatchedKind cloud_kinds[] = {{"v1", "Node", false}, {"networking.k8s.io/v1", "IngressClass", false}};
/// Other ways in, and where clients may have the address from. Without the right to read them, or where they are not
/// served, only those findings are missing.
constexpr WatchedKind optional_kinds[] = {
    {route_version, grpc_route.kind}, {route_version, http_route.kind}, {"batch/v1", "CronJob"}, {"v1", "ConfigMap"}};
/// Nodes of one cluster are alike, so a few of them tell its cloud and region.
constexpr std::size_t enough_nodes = 20;

void want(std::vector<Read>& reads, const WatchedKind& kind, const std::string& name_space) {
  Read read = {std::string(kind.api_version), std::string(kind.kind), "", std::string(kind.name), "", "", 0};
  if (kind.namespaced) read.name_space = kind.name_space.empty() ? name_space : std::string(kind.name_space);
  if (kind.kind == "Node") read.limit = enough_nodes;
  const bool there = std::any_of(reads.begin(), reads.end(), [&](const Read& other) {
    return other.api_version == read.api_version && other.kind == read.kind && other.name == read.name;
  });
  if (!there) reads.push_back(std::move(read));
}

std::vector<Read> first_reads(const Target& target, const Wishes& wishes, Depth depth) {
  std::vector<Read> reads;
  for (const WatchedKind& kind : plan_kinds) want(reads, kind, target.name_space);
  for (const EntryApi* api : entry_apis()) want(reads, {api->api_version(), api->kind().kind}, target.name_space);
  const bool any_cloud = wishes.cloud.empty() || depth == Depth::undo;
  const Cloud* cloud = any_cloud ? nullptr : &cloud_for(wishes);
  if (depth == Depth::undo) {
    // Only our own, whatever their names are and whether or not an Ingress still names them.
    reads.push_back({"v1", "Secret", target.name_space, "", std::string(owner_label), "", 0});
  } else if (!cloud || depth != Depth::plan) {
    for (const WatchedKind& kind : cloud_kinds) want(reads, kind, target.name_space);
  }
  if (depth == Depth::health) {
    for (const WatchedKind& kind : health_kinds) want(reads, kind, target.name_space);
  } else if (depth == Depth::undo) {
    want(reads, health_kinds[0], target.name_space);
  }
  if (depth != Depth::undo) {
    for (const WatchedKind& kind : optional_kinds) want(reads, kind, target.name_space);
  }
  for (const Cloud* each : clouds()) {
    if (cloud && each != cloud) continue;
    for (const WatchedKind& kind : each->watched_kinds()) {
      if (depth != Depth::plan || kind.for_plan(wishes)) want(reads, kind, target.name_space);
    }
  }
  return reads;
}

bool is_optional(const Read& read) {
  return read.name.empty() &&
         std::any_of(std::begin(optional_kinds), std::end(optional_kinds), [&](const WatchedKind& kind) {
           return kind.api_version == read.api_version && kind.kind == read.kind;
         });
}

/// Nodes do not change what is waited for, and write their status all the time; nor does what is optional.
bool is_watched(const Read& read) { return read.kind != "Node" && !is_optional(read); }

Object object_in(Value value, const Read& read) {
  // The items of a list say neither.
  value.set("apiVersion", read.api_version);
  value.set("kind", read.kind);
  ObjectRef ref = ref_of(value);
  return {std::move(ref), std::move(value), ""};
}

/// A plan must not be made while the API server is unwell: what it could not say would be taken for unknown, and that
/// leaves things undone. A right that is missing stays missing.
bool is_final(const Answer& answer) {
  static constexpr int forbidden = 403;
  return answer.error && answer.error->status == forbidden;
}

/// A snapshot and the lists it was read from.
struct Observation {
  Snapshot snapshot;
  std::vector<kube::Listed> lists;
};

void take(const Read& read, Answer& answer, Depth depth, Observation& observation) {
  Snapshot& snapshot = observation.snapshot;
  const ObjectRef named = {read.api_version, read.kind, "", ""};
  const GroupKind kind = kind_of(named);
  switch (answer.outcome) {
    case Answer::Outcome::failed:
      if (depth != Depth::health && !is_final(answer) && answer.error) throw *answer.error;
      if (!is_optional(read)) snapshot.note_unread(kind, answer.error ? answer.error->what() : "no answer");
      break;
    case Answer::Outcome::absent:
      // The API server does not serve the kind; of a single object it says only that there is none of that name.
      if (read.name.empty()) snapshot.note_missing(kind);
      snapshot.note_complete(kind);
      break;
    case Answer::Outcome::found:
      snapshot.note_complete(kind);
      if (!read.name.empty()) return snapshot.put(object_in(std::move(answer.value), read));
      observation.lists.emplace_back(read, answer.value);
      for (Value& item : answer.value.find("items")->items()) snapshot.put(object_in(std::move(item), read));
  }
}

std::vector<Answer> run(kube::Api& api, const std::vector<Read>& reads, Depth depth, Observation& observation) {
  std::vector<Answer> answers = api.read(reads);
  for (std::size_t i = 0; i < reads.size(); ++i) take(reads[i], answers[i], depth, observation);
  return answers;
}

/// Every API server serves Services; one that does not is something else, and says nothing about Milvus.
kube::ApiError no_api_server(const Read& services) {
  static constexpr int not_found = 404;
  return {"Error from server (NotFound): the server could not find the requested resource",
          "services in namespace " + services.name_space,
          "check that the address is an API server's: kubectl config view --minify", not_found, "NotFound"};
}

void require_basics(const std::vector<Read>& reads, const std::vector<Answer>& answers) {
  const auto refusal = [&](std::string_view kind) -> const kube::ApiError* {
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (reads[i].kind == kind && reads[i].name.empty() && answers[i].error) return &*answers[i].error;
    }
    return nullptr;
  };
  if (const auto* error = refusal("Service")) throw *error;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (reads[i].kind == "Service" && answers[i].outcome == Answer::Outcome::absent) throw no_api_server(reads[i]);
  }
  const auto* deployments = refusal("Deployment");
  if (deployments && refusal("StatefulSet")) throw *deployments;
}

/// The Secrets that the plan and the entries in front of this Milvus name. Never a list of them: nobody else's Secrets
/// are read.
std::set<std::string> secret_names(const Observed& observed, const Wishes& wishes) {
  std::set<std::string> names = {tls_secret_name(observed.milvus, wishes)};
  for (const Entry& entry : observed.entries) {
    if (!leads_to(entry, observed.milvus)) continue;
    for (const EntryCertificate& certificate : entry.certificates) {
      if (!certificate.secret.empty()) names.insert(certificate.secret);
    }
  }
  return names;
}

/// The pods that the Service sends its clients to.
std::string selector_text(const Value& service) {
  std::string text;
  for (const auto& [key, value] : service.find(Path{"spec", "selector"})->members()) {
    text += (text.empty() ? "" : ",") + key + '=' + value.text();
  }
  return text;
}

/// What the first round pointed to.
std::vector<Read> second_reads(const Observed& observed, const Wishes& wishes, Depth depth) {
  const milvus::Milvus& milvus = observed.milvus;
  const std::string& name_space = milvus.service.ref.name_space;
  std::vector<Read> reads;
  if (const milvus::SettingsPlace& place = milvus.server.settings; place.is_readable()) {
    reads.push_back({place.object.api_version, place.object.kind, name_space, place.object.name, "", "", 0});
  }
  std::set<std::string> maps;
  std::vector<const milvus::Server*> servers = {&milvus.server};
  for (const milvus::Server& other : milvus.others) servers.push_back(&other);
  for (const milvus::Server* server : servers) {
    for (const milvus::VariableSource& source : server->environment.sources) {
      if (is(source.object, kinds::config_map)) maps.insert(source.object.name);
    }
  }
  for (const std::string& name : maps) reads.push_back({"v1", "ConfigMap", name_space, name, "", "", 0});
  for (const std::string& name : secret_names(observed, wishes)) {
    reads.push_back({"v1", "Secret", name_space, name, "", "", 0});
  }
  if (depth == Depth::health) {
    reads.push_back({"v1", "Pod", name_space, "", selector_text(milvus.service.value), "", 0});
  }
  return reads;
}

/// The entries of all namespaces, where they may share the load balancer. Many may not list them; then a plan and the
/// way are judged by those beside Milvus. Nothing that is waited for depends on them, so they are not watched.
void read_entries_everywhere(kube::Api& api, const Wishes& wishes, const std::vector<milvus::Milvus>& candidates,
                             Snapshot& snapshot) {
  const bool shared = std::any_of(candidates.begin(), candidates.end(), [&](const milvus::Milvus& milvus) {
    const Observed observed = snapshot.observed_of(milvus, wishes);
    const auto clouds_meant = [&](const Cloud* cloud) {
      return (wishes.cloud.empty() || cloud->name() == wishes.cloud) && cloud->shares_load_balancers(observed, wishes);
    };
    return std::any_of(clouds().begin(), clouds().end(), clouds_meant);
  });
  if (!shared) return;
  std::vector<Read> reads;
  for (const EntryApi* entry_api : entry_apis()) {
    reads.push_back({std::string(entry_api->api_version()), std::string(entry_api->kind().kind), "", "", "", "", 0});
  }
  std::vector<Answer> answers = api.read(reads);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (answers[i].outcome != Answer::Outcome::found) continue;
    for (Value& item : answers[i].value.find("items")->items()) snapshot.put(object_in(std::move(item), reads[i]));
    snapshot.note_everywhere(kind_of({reads[i].api_version, reads[i].kind, "", ""}));
  }
}

Observation read_all(kube::Api& api, const Target& target, const Wishes& wishes, Depth depth) {
  Observation observation;
  const std::vector<Read> reads = first_reads(target, wishes, depth);
  require_basics(reads, run(api, reads, depth, observation));
  // Whether they mean exactly one is for those to ask who change it.
  const std::vector<milvus::Milvus> candidates = observation.snapshot.candidates();
  std::vector<Read> more;
  for (const milvus::Milvus* milvus : milvus::matching(candidates, target)) {
    const Observed observed = observation.snapshot.observed_of(*milvus, wishes);
    for (Read& read : second_reads(observed, wishes, depth)) more.push_back(std::move(read));
  }
  run(api, more, depth, observation);
  if (depth == Depth::examine || depth == Depth::health)
    read_entries_everywhere(api, wishes, candidates, observation.snapshot);
  return observation;
}

}  // namespace

Snapshot observe(kube::Api& api, const Target& target, const Wishes& wishes, Depth depth) {
  return read_all(api, target, wishes, depth).snapshot;
}

std::vector<Read> watched_lists(const Target& target, const Wishes& wishes, Depth depth) {
  std::vector<Read> lists = first_reads(target, wishes, depth);
  // An object by its name is no list.
  std::erase_if(lists, [](const Read& read) { return !is_watched(read) || !read.name.empty(); });
  return lists;
}

Observed milvus_in(const Snapshot& snapshot, const Target& target, const Wishes& wishes, std::string_view otherwise) {
  std::optional<Observed> observed = snapshot.observed(target, wishes);
  if (observed) return *std::move(observed);
  throw Error("there is no Milvus in namespace " + target.name_space, "",
              "name another namespace with -n" + std::string(otherwise));
}

void follow(kube::Api& api, const Target& target, const Wishes& wishes, Depth depth, Clock::Time deadline,
            const std::function<bool(const Snapshot&)>& look, Clock& clock) {
  Observation observation = read_all(api, target, wishes, depth);
  Snapshot& snapshot = observation.snapshot;
  if (!look(snapshot)) return;

  std::erase_if(observation.lists, [](const kube::Listed& list) { return !is_watched(list.read); });
  bool changed = false;
  auto looked = clock.now();
  api.watch(
      observation.lists, deadline,
      [&](const kube::WatchEvent& event) {
        Object object = {ref_of(event.object), event.object, ""};
        if (event.type == "DELETED") {
          snapshot.remove(object.ref);
        } else {
          snapshot.put(std::move(object));
        }
        changed = true;
        return true;
      },
      [&] {
        if (!changed && clock.now() - looked < std::chrono::seconds(1)) return true;
        changed = false;
        looked = clock.now();
        return look(snapshot);
      });
}

}  // namespace l7::live
