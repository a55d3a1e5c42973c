#include "entry/route.h"

#include <algorithm>

#include "entry/entry.h"
#include "milvus/clients.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7 {
namespace {

/// A reference without kind and namespace is to a Service beside the route.
bool leads_to(const Value& reference, const ObjectRef& route, const milvus::Milvus& milvus) {
  const std::string& kind = reference.text_at({"kind"});
  const std::string& name_space = reference.text_at({"namespace"});
  const ObjectRef target = {"v1", "Service", name_space.empty() ? route.name_space : name_space,
                            reference.text_at({"name"})};
  return (kind.empty() || kind == "Service") && reference.text_at({"group"}).empty() &&
         same_namespace(target, milvus.service.ref) &&
         is_client_port({target.name, reference.text_at({"port"})}, milvus);
}

/// Whether a text is the Service of Milvus, by one of its names in the cluster; the bare name counts beside it only.
bool names_service(const std::string& text, const ObjectRef& from, const milvus::Milvus& milvus) {
  const std::vector<std::string> names = milvus::names_in_cluster(milvus);
  const auto found = std::find(names.begin(), names.end(), text);
  const bool bare = found == names.begin();
  return found != names.end() && (!bare || same_namespace(from, milvus.service.ref));
}

bool has_port(const Value& map) {
  return std::any_of(map.members().begin(), map.members().end(),
                     [](const Value::Member& member) { return member.first.starts_with("port"); });
}

/// Whether something in a value leads to Milvus: a map with a name of the Service and a port (or the kind Service), or
/// an address in one text.
bool mentions(const Value& value, const ObjectRef& from, const milvus::Milvus& milvus) {
  if (value.is_string()) {
    const std::vector<std::string> texts = milvus::addresses(milvus);
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& address) {
      return value.text() == address || value.text().ends_with("://" + address);
    });
  }
  static constexpr const char* keys[] = {"name", "host", "service", "serviceName", "destination"};
  const bool named = std::any_of(std::begin(keys), std::end(keys),
                                 [&](const char* key) { return names_service(value.text_at({key}), from, milvus); });
  if (named && (has_port(value) || value.text_at({"kind"}) == "Service")) return true;
  const auto inside = [&](const Value& item) { return mentions(item, from, milvus); };
  return std::any_of(value.items().begin(), value.items().end(), inside) ||
         std::any_of(value.members().begin(), value.members().end(),
                     [&](const Value::Member& member) { return inside(member.second); });
}

/// `namespace/service:port`, with more behind it for some.
bool is_tcp_service(const Object& config_map, const milvus::Milvus& milvus) {
  const ObjectRef& service = milvus.service.ref;
  const std::string wanted = service.name + ':' + std::to_string(milvus.port());
  const Value* data = config_map.value.find("data");
  if (!data) return false;
  return std::any_of(data->members().begin(), data->members().end(), [&](const Value::Member& member) {
    const std::string& text = member.second.text();
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos || text.compare(slash + 1, wanted.size(), wanted) != 0) return false;
    const std::string name_space = text.substr(0, slash);
    return service.name_space.empty() || name_space == service.name_space;
  });
}

/// Whether an API is made by somebody else than Kubernetes, or is for routes of every protocol.
bool is_foreign(const ObjectRef& object) {
  const std::string group(kind_of(object).group);
  return group == grpc_route.group || (group.find('.') != std::string::npos && !group.ends_with(".k8s.io"));
}

}  // namespace

bool is_way_in(const Object& object, const milvus::Milvus& milvus) {
  if (is_route(object.ref)) return route_leads_to(object, milvus);
  if (is(object.ref, kinds::config_map)) return is_tcp_service(object, milvus);
  const Value* spec = is_foreign(object.ref) ? object.value.find("spec") : nullptr;
  return spec && !milvus::runs_pods(object.value) && mentions(*spec, object.ref, milvus);
}

bool is_route(const ObjectRef& object) { return is(object, grpc_route) || is(object, http_route); }

bool route_leads_to(const Object& route, const milvus::Milvus& milvus) {
  const std::vector<Value>& rules = route.value.items_at({"spec", "rules"});
  return std::any_of(rules.begin(), rules.end(), [&](const Value& rule) {
    const std::vector<Value>& references = rule.items_at({"backendRefs"});
    return std::any_of(references.begin(), references.end(),
                       [&](const Value& reference) { return leads_to(reference, route.ref, milvus); });
  });
}

std::string parents_of(const Object& route) {
  return joined(route.value.items_at({"spec", "parentRefs"}), ", ", [](const Value& parent) {
    const std::string& kind = parent.text_at({"kind"});
    return (kind.empty() ? "Gateway" : kind) + ' ' + parent.text_at({"name"});
  });
}

}  // namespace l7
