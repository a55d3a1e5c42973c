#include "manifest/observe.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "cloud/names.h"
#include "entry/entry.h"
#include "entry/route.h"
#include "manifest/filters.h"
#include "manifest/findings.h"
#include "manifest/scan.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "model/error.h"
#include "model/kinds.h"
#include "observe/observe.h"
#include "yaml/edit.h"

namespace l7::manifest {
namespace {

using milvus::Milvus;

/// The parts that are found once the servers are known.
struct Parts {
  std::vector<Milvus> candidates;
  /// Services that select the pods of a server, and objects that hold settings.
  std::vector<std::pair<Object, Location>> objects;
};

/// Whether the server takes settings or variables from this object.
bool reads(const milvus::Server& server, const ObjectRef& object) {
  const ObjectRef& settings = server.settings.object;
  const bool holds_settings =
      object.kind == settings.kind && object.name == settings.name && same_namespace(object, server.workload.ref);
  return holds_settings || server.environment.reads(object);
}

/// The same of a document that is not read yet.
bool may_be_read(std::string_view text, const milvus::Server& server, bool clear) {
  const std::string& settings = server.settings.object.name;
  const std::vector<milvus::VariableSource>& sources = server.environment.sources;
  return (!settings.empty() && may_be_named(text, settings, clear)) ||
         std::any_of(sources.begin(), sources.end(), [&](const milvus::VariableSource& source) {
           return may_be_named(text, source.object.name, clear);
         });
}

/// A Service or a workload that stands twice: kubectl apply takes the last, and Helm none.
void refuse_duplicates(const std::vector<Milvus>& candidates) {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Milvus &one = candidates[j], &other = candidates[i];
      const bool same_service = one.service.ref == other.service.ref;
      if (!same_service || one.server.workload.ref != other.server.workload.ref) continue;
      const bool service_twice = one.service.origin != other.service.origin;
      const Object& first = service_twice ? one.service : one.server.workload;
      const Object& second = service_twice ? other.service : other.server.workload;
      throw Error(
          to_string(second.ref) + " stands twice in the stream", first.origin + " and " + second.origin,
          "take one of them out; of two that are called so kubectl apply keeps the last, and Helm refuses both");
    }
  }
}

Parts find_parts(Stream& stream) {
  Parts parts;
  const auto filter = [&](Role role, std::string_view text) {
    return std::any_of(stream.servers().begin(), stream.servers().end(), [&](const Stream::FoundServer& found) {
      const bool clear = role != Role::unclear && role != Role::list;
      return (role != Role::config_map && may_select(text, found.server, clear)) ||
             (role != Role::service && may_be_read(text, found.server, clear));
    });
  };
  stream.for_each({Role::service, Role::config_map}, filter, [&](Object object, const Location& at) {
    bool wanted = false;
    for (const auto& [server, unused] : stream.servers()) {
      const bool selects = is(object.ref, kinds::service) && milvus::selects(object.value, server);
      const bool holds_settings = reads(server, object.ref);
      if ((selects || holds_settings) && !wanted) object.origin = stream.describe(at.document);
      wanted = wanted || selects || holds_settings;
      const auto port = selects ? milvus::port_to(object.value, server) : std::nullopt;
      if (port) parts.candidates.push_back({server, {}, object, *port, {}});
    }
    if (wanted) parts.objects.emplace_back(std::move(object), at);
  });
  refuse_duplicates(parts.candidates);
  parts.candidates = milvus::one_for_each_service(std::move(parts.candidates));
  return parts;
}

/// What the first look found, and the rest of the stream, which is read as far as it pays.
class StreamView final : public ObjectsView {
 public:
  StreamView(Stream& stream, const Parts& parts, std::vector<std::pair<ObjectRef, Location>>& locations)
      : stream_(stream), parts_(parts), locations_(locations) {}

  void each(const Milvus& milvus, const std::set<std::string>& names, const Visit& visit) const override {
    for (const auto& [object, at] : parts_.objects) {
      if (same_namespace(object.ref, milvus.service.ref)) visit(object);
    }
    const std::vector<Role> roles = {Role::service,        Role::workload, Role::job,   Role::entry,
                                     Role::network_policy, Role::setting,  Role::other, Role::config_map};
    const auto filter = [&](Role role, std::string_view text) { return may_concern(role, text, milvus, names); };
    const auto look = [&](Object object, const Location& at) {
      if (is_part(object.ref) || !is_neighbour(object, milvus, names)) return;
      object.origin = stream_.describe(at.document);
      locations_.emplace_back(object.ref, at);
      visit(std::move(object));
    };
    stream_.for_each(roles, filter, look, known_documents(milvus));
  }

  std::optional<Object> find(const ObjectRef& ref) const override {
    // Of two that are called so the last one counts, as for kubectl apply.
    for (auto part = parts_.objects.rbegin(); part != parts_.objects.rend(); ++part) {
      const Object& object = part->first;
      const bool is_it = object.ref.kind == ref.kind && object.ref.name == ref.name && same_namespace(object.ref, ref);
      if (is_it) return object;
    }
    return std::nullopt;
  }

  const KnownKinds& kinds() const override {
    // What is not in the stream may well be in the cluster.
    static const KnownKinds nothing;
    return nothing;
  }

 private:
  /// Beside Milvus, and of a kind that is judged or with a name that is looked for; or a way in from wherever it is.
  static bool is_neighbour(const Object& object, const Milvus& milvus, const std::set<std::string>& names) {
    if (is_way_in(object, milvus)) return true;
    const bool judged = milvus::runs_pods(object.value) || is(object.ref, kinds::network_policy) ||
                        is(object.ref, kinds::service) || is(object.ref, kinds::config_map) ||
                        entry_api_of(object.ref) != nullptr;
    return same_namespace(object.ref, milvus.service.ref) && (judged || names.contains(object.ref.name));
  }

  static bool may_concern(Role role, std::string_view text, const Milvus& milvus, const std::set<std::string>& names) {
    const std::string& service = milvus.service.ref.name;
    if (role == Role::network_policy) return true;
    if (role == Role::service) return names_in(text, names);
    const bool may_be_told = role == Role::workload || role == Role::job || role == Role::config_map;
    if (may_be_told || role == Role::other) return may_lead(role, text, milvus);
    if (role == Role::entry && may_mention(text, service)) return true;
    return contains(text, service) || names_in(text, names);
  }

  /// By its name with a port or in full, or by its bare name where the port stands beside it.
  static bool may_lead(Role role, std::string_view text, const Milvus& milvus) {
    const std::string& service = milvus.service.ref.name;
    if (!contains(text, service)) return false;
    if (contains(text, service + ':') || contains(text, service + '.')) return true;
    if (contains(text, std::to_string(milvus.port()))) return true;
    // An OpenShift Route goes to a Service by its name alone.
    return role == Role::other && contains(text, "\n  to:");
  }

  /// What was read already, and is an object by itself.
  std::set<std::size_t> known_documents(const Milvus& milvus) const {
    std::set<std::size_t> known;
    for (const auto& [object, at] : parts_.objects) {
      if (at.prefix.empty()) known.insert(at.document.begin);
    }
    const std::vector<const Object*> workloads = milvus.workloads();
    for (const auto& [server, at] : stream_.servers()) {
      const bool own = std::any_of(workloads.begin(), workloads.end(),
                                   [&server = server](const Object* one) { return one->ref == server.workload.ref; });
      if (own && at.prefix.empty()) known.insert(at.document.begin);
    }
    return known;
  }

  static bool names_in(std::string_view text, const std::set<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return contains(text, name); });
  }

  bool is_part(const ObjectRef& ref) const {
    return std::any_of(parts_.objects.begin(), parts_.objects.end(),
                       [&](const auto& part) { return part.first.ref == ref; });
  }

  Stream& stream_;
  const Parts& parts_;
  std::vector<std::pair<ObjectRef, Location>>& locations_;
};

/// Where the ports of a Service lead that is for the pods of a server, and not to Milvus.
std::string ports_of(const Value& service, const milvus::Server& server) {
  std::string text;
  for (const Value& port : service.items_at({"spec", "ports"})) {
    const Value* target = port.find("targetPort");
    if (!target || target->is_null()) target = port.find("port");
    if (!target) continue;
    const std::string container = server.container_with(*target);
    text += (text.empty() ? "" : ", ") + target->text() + (container.empty() ? "" : " of container " + container);
  }
  return text;
}

Error no_service(const Parts& parts, const milvus::Server& server) {
  const std::string workload = to_string(server.workload.ref);
  const std::string port = std::to_string(server.own_port().value_or(milvus::default_port));
  for (const auto& [object, at] : parts.objects) {
    if (!is(object.ref, kinds::service)) continue;
    return {workload + " answers clients on port " + port + ", and " + to_string(object.ref) + " leads to " +
                ports_of(object.value, server) + " in front of it",
            object.origin, "let a port of the Service lead to Milvus itself: targetPort: " + port};
  }
  return {workload + " runs Milvus, but no Service here leads to its port", server.workload.origin,
          "render the whole chart: the Service must be in the stream too"};
}

[[noreturn]] void fail_unreadable(const Stream& stream, const std::string& consequence) {
  const Unreadable& first = stream.unreadable().front();
  throw Error("a document cannot be read (" + first.what + "), and " + consequence, first.where,
              "correct the document; kubectl apply --dry-run=client -f FILE says what Kubernetes makes of it");
}

void check_servers(const Stream& stream) {
  if (stream.servers().empty() && !stream.operator_objects().empty()) {
    const Object& first = stream.operator_objects().front();
    throw Error(
        to_string(first.ref) + " belongs to the Milvus operator [" + std::string(milvus::operator_owned.id) + ']',
        first.origin, std::string(milvus::operator_owned.fix));
  }
  if (stream.servers().empty() && !stream.unreadable().empty())
    fail_unreadable(stream, "no Milvus was found in the others");
}

/// Each that is meant, once.
std::vector<const Milvus*> chosen_from(const std::vector<Milvus>& candidates, const std::vector<Target>& targets) {
  if (targets.empty()) return {&milvus::choose(candidates, {})};
  std::vector<const Milvus*> chosen;
  for (const Target& target : targets) {
    const Milvus* one = &milvus::choose(candidates, target);
    if (std::find(chosen.begin(), chosen.end(), one) == chosen.end()) chosen.push_back(one);
  }
  return chosen;
}

StreamObservation observation_of(const Milvus& chosen, Stream& stream, const Parts& parts, const Wishes& wishes) {
  StreamObservation observation;
  for (const auto& [server, at] : stream.servers()) {
    for (const Object* workload : chosen.workloads()) {
      if (server.workload.ref == workload->ref) observation.locations.emplace_back(server.workload.ref, at);
    }
  }
  for (const auto& [object, at] : parts.objects) observation.locations.emplace_back(object.ref, at);
  const StreamView view(stream, parts, observation.locations);
  observation.observed = l7::observe(chosen, own_names(chosen, wishes), view, yaml::text_format());
  return observation;
}

}  // namespace

const Location& StreamObservation::location_of(const ObjectRef& ref) const {
  // Of two that are called so the last one counts.
  for (auto at = locations.rbegin(); at != locations.rend(); ++at) {
    if (at->first == ref) return at->second;
  }
  throw std::logic_error("a plan changes " + to_string(ref) + ", which was not observed");
}

std::vector<StreamObservation> observe(Stream& stream, const std::vector<Target>& targets, const Wishes& wishes) {
  check_servers(stream);
  if (stream.servers().empty()) return {};

  const Parts parts = find_parts(stream);
  if (parts.candidates.empty()) {
    if (!stream.unreadable().empty()) fail_unreadable(stream, "no Service of Milvus was found in the others");
    throw no_service(parts, stream.servers().front().server);
  }

  std::vector<StreamObservation> observations;
  for (const Milvus* chosen : chosen_from(parts.candidates, targets)) {
    observations.push_back(observation_of(*chosen, stream, parts, wishes));
  }
  for (const Unreadable& document : stream.unreadable()) {
    observations.front().findings.push_back({&unreadable_document, document.where, document.what});
  }
  return observations;
}

}  // namespace l7::manifest
