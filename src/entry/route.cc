#include "entry/route.h"

#include <algorithm>

#include "entry/entry.h"
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

}  // namespace

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
