#include "manifest/observe.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "cloud/names.h"
#include "entry/entry.h"
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

Parts find_parts(Stream& stream) {
  Parts parts;
  const auto filter = [&](Role role, std::string_view text) {
    return std::any_of(stream.servers().begin(), stream.servers().end(), [&](const Stream::FoundServer& found) {
      const bool clear = role != Role::unclear && role != Role::list;
      return (role != Role::config_map && may_select(text, found.server, clear)) ||
             (role != Role::service && may_be_named(text, found.server.settings.object.name, clear));
    });
  };
  stream.for_each({Role::service, Role::config_map}, filter, [&](Object object, const Location& at) {
    bool wanted = false;
    for (const auto& [server, unused] : stream.servers()) {
      const bool selects = is(object.ref, kinds::service) && milvus::selects(object.value, server);
      const ObjectRef& settings = server.settings.object;
      const bool holds_settings = object.ref.kind == settings.kind && object.ref.name == settings.name &&
                                  same_namespace(object.ref, server.workload.ref);
      if ((selects || holds_settings) && !wanted) object.origin = stream.describe(at.document);
      wanted = wanted || selects || holds_settings;
      const auto port = selects ? milvus::port_to(object.value, server) : std::nullopt;
      if (port) parts.candidates.push_back({server, object, *port, {}});
    }
    if (wanted) parts.objects.emplace_back(std::move(object), at);
  });
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
    const std::vector<Role> roles = {Role::service, Role::workload,       Role::job,
                                     Role::entry,   Role::network_policy, Role::setting};
    const auto filter = [&](Role role, std::string_view text) { return may_concern(role, text, milvus, names); };
    stream_.for_each(roles, filter, [&](Object object, const Location& at) {
      if (is(object.ref, kinds::config_map) || is_part(object.ref)) return;
      const bool same = same_namespace(object.ref, milvus.service.ref);
      const bool judged = milvus::runs_pods(object.value) || is(object.ref, kinds::network_policy) ||
                          is(object.ref, kinds::service) || entry_api_of(object.ref) != nullptr;
      if (!same || !(judged || names.contains(object.ref.name))) return;
      object.origin = stream_.describe(at.document);
      locations_.emplace_back(object.ref, at);
      visit(std::move(object));
    });
  }

  std::optional<Object> find(const ObjectRef& ref) const override {
    for (const auto& [object, at] : parts_.objects) {
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
  static bool may_concern(Role role, std::string_view text, const Milvus& milvus, const std::set<std::string>& names) {
    const std::string& service = milvus.service.ref.name;
    if (role == Role::network_policy) return true;
    if (role == Role::service) return names_in(text, names);
    if (role == Role::workload || role == Role::job)
      return contains(text, service + ':') || contains(text, service + '.');
    if (role == Role::entry && may_mention(text, service)) return true;
    return contains(text, service) || names_in(text, names);
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

}  // namespace

const Location& StreamObservation::location_of(const ObjectRef& ref) const {
  for (const auto& [known, location] : locations) {
    if (known == ref) return location;
  }
  throw std::logic_error("a plan changes " + to_string(ref) + ", which was not observed");
}

std::optional<StreamObservation> observe(Stream& stream, const Target& target, const Wishes& wishes) {
  check_servers(stream);
  if (stream.servers().empty()) return std::nullopt;

  Parts parts = find_parts(stream);
  if (parts.candidates.empty()) {
    if (!stream.unreadable().empty()) fail_unreadable(stream, "no Service of Milvus was found in the others");
    const milvus::Server& server = stream.servers().front().server;
    throw Error(to_string(server.workload.ref) + " runs Milvus, but no Service here leads to its port",
                server.workload.origin, "render the whole chart: the Service must be in the stream too");
  }

  StreamObservation observation;
  const Milvus& chosen = milvus::choose(parts.candidates, target.release);
  for (const auto& [server, at] : stream.servers()) {
    if (server.workload.ref == chosen.server.workload.ref) observation.locations.emplace_back(server.workload.ref, at);
  }
  for (const auto& [object, at] : parts.objects) observation.locations.emplace_back(object.ref, at);
  const StreamView view(stream, parts, observation.locations);
  observation.observed = l7::observe(chosen, own_names(chosen, wishes), view, yaml::text_format());
  for (const Unreadable& document : stream.unreadable()) {
    observation.findings.push_back({&unreadable_document, document.where, document.what});
  }
  return observation;
}

}  // namespace l7::manifest
