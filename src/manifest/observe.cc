#include "manifest/observe.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "cloud/cloud.h"
#include "manifest/embedded.h"
#include "manifest/filters.h"
#include "manifest/findings.h"
#include "manifest/scan.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "model/error.h"

namespace l7::manifest {
namespace {

using milvus::Milvus;
using milvus::Observed;

/// The parts that are found once the servers are known.
struct Parts {
  std::vector<Milvus> candidates;
  std::vector<std::pair<Object, Location>> config_maps;
  std::vector<std::pair<Object, Location>> services;
};

Parts find_parts(Stream& stream) {
  Parts parts;
  const auto filter = [&](Role role, std::string_view text) {
    return std::any_of(stream.servers().begin(), stream.servers().end(), [&](const Stream::FoundServer& found) {
      const bool clear = role != Role::unclear && role != Role::list;
      return (role != Role::config_map && may_select(text, found.server, clear)) ||
             (role != Role::service && may_be_named(text, found.server.config_map, clear));
    });
  };
  stream.for_each({Role::service, Role::config_map}, filter, [&](Object object, const Location& at) {
    bool selects = false;
    for (const auto& [server, unused] : stream.servers()) {
      if (object.ref.kind == "Service" && milvus::selects(object.value, server)) {
        selects = true;
        object.origin = stream.describe(at.document);
        const auto port = milvus::port_to(object.value, server);
        if (port) parts.candidates.push_back({server, object, *port});
      } else if (object.ref.kind == "ConfigMap" && object.ref.name == server.config_map &&
                 same_namespace(object.ref, server.workload.ref)) {
        object.origin = stream.describe(at.document);
        parts.config_maps.emplace_back(object, at);
        break;
      }
    }
    if (selects) parts.services.emplace_back(object, at);
  });
  return parts;
}

void add_config(Sight& sight, const Parts& parts) {
  const milvus::Server& server = sight.observed.milvus.server;
  for (const auto& [object, at] : parts.config_maps) {
    if (object.ref.name != server.config_map || !same_namespace(object.ref, server.workload.ref)) continue;
    read_config(sight.observed, object);
    sight.locations.emplace_back(object.ref, at);
    return;
  }
}

void add_neighbours(Stream& stream, const Options& options, Sight& sight) {
  const Observed& observed = sight.observed;
  const std::set<std::string> names = names_of_interest(observed, options);
  const std::string& service = observed.milvus.service.ref.name;
  const auto filter = [&](Role role, std::string_view text) {
    if (role == Role::network_policy) return true;
    if (role == Role::workload || role == Role::job)
      return contains(text, service + ':') || contains(text, service + '.');
    if (role == Role::ingress && may_mention(text, service)) return true;
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return contains(text, name); }) ||
           contains(text, service);
  };
  const std::vector<Role> roles = {Role::workload, Role::job, Role::ingress, Role::network_policy, Role::setting};
  stream.for_each(roles, filter, [&](Object object, const Location& at) {
    if (object.ref.kind == "Service" || object.ref.kind == "ConfigMap") return;
    if (!milvus::concerns(object.value, observed.milvus, names)) return;
    object.origin = stream.describe(at.document);
    sight.locations.emplace_back(object.ref, at);
    sight.observed.neighbours.push_back(std::move(object));
  });
}

[[noreturn]] void fail_unreadable(const Stream& stream, const std::string& consequence) {
  const Unreadable& first = stream.unreadable().front();
  throw Error("a document cannot be read (" + first.what + "), and " + consequence, first.where,
              "correct the document; kubectl apply --dry-run=client -f FILE says what Kubernetes makes of it");
}

void check_servers(const Stream& stream) {
  if (!stream.operator_objects().empty()) {
    const Object& first = stream.operator_objects().front();
    throw Error(
        to_string(first.ref) + " belongs to the Milvus operator [" + std::string(milvus::operator_owned.id) + ']',
        first.origin, std::string(milvus::operator_owned.fix));
  }
  if (stream.servers().empty() && !stream.unreadable().empty())
    fail_unreadable(stream, "no Milvus was found in the others");
}

}  // namespace

const Location& Sight::location_of(const ObjectRef& ref) const {
  for (const auto& [known, location] : locations) {
    if (known == ref) return location;
  }
  throw std::logic_error("a plan changes " + to_string(ref) + ", which was not observed");
}

std::optional<Sight> observe(Stream& stream, const Options& options) {
  check_servers(stream);
  if (stream.servers().empty()) return std::nullopt;

  Parts parts = find_parts(stream);
  if (parts.candidates.empty()) {
    if (!stream.unreadable().empty()) fail_unreadable(stream, "no Service of Milvus was found in the others");
    const milvus::Server& server = stream.servers().front().server;
    throw Error(to_string(server.workload.ref) + " runs Milvus, but no Service here leads to its port",
                server.workload.origin, "render the whole chart: the Service must be in the stream too");
  }

  Sight sight;
  sight.observed.milvus = milvus::choose(parts.candidates, options.release);
  const Milvus& chosen = sight.observed.milvus;
  for (const auto& [server, at] : stream.servers()) {
    if (server.workload.ref == chosen.server.workload.ref) sight.locations.emplace_back(server.workload.ref, at);
  }
  for (auto& [object, at] : parts.services) {
    if (object.ref == chosen.service.ref) {
      sight.locations.emplace_back(object.ref, at);
    } else if (milvus::selects(object.value, chosen.server)) {
      sight.observed.neighbours.push_back(std::move(object));
    }
  }
  add_config(sight, parts);
  read_service_json(sight.observed);
  add_neighbours(stream, options, sight);
  for (const Unreadable& document : stream.unreadable()) {
    sight.findings.push_back({&unreadable_document, document.where, document.what});
  }
  return sight;
}

}  // namespace l7::manifest
