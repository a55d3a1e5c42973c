#include "observe/concern.h"

#include <algorithm>

#include "entry/entry.h"
#include "entry/route.h"
#include "milvus/clients.h"
#include "milvus/tls.h"
#include "model/kinds.h"

namespace l7 {
namespace {

constexpr std::string_view slice_service_label = "kubernetes.io/service-name";

/// One of a selector's matchExpressions. An operator that is not known may match.
bool matches(const Value& expression, const milvus::Server& server) {
  const auto label = server.pod_labels.find(expression.text_at({"key"}));
  const bool there = label != server.pod_labels.end();
  const Value* values = expression.find("values");
  const bool listed = there && values &&
                      std::any_of(values->items().begin(), values->items().end(),
                                  [&](const Value& value) { return value.text() == label->second; });
  const std::string& wanted = expression.text_at({"operator"});
  if (wanted == "In") return listed;
  if (wanted == "NotIn") return !listed;
  if (wanted == "Exists") return there;
  if (wanted == "DoesNotExist") return !there;
  return true;
}

bool selects_pods(const Value& network_policy, const milvus::Server& server) {
  const Value* selector = network_policy.find(Path{"spec", "podSelector"});
  if (!selector) return true;
  if (const Value* labels = selector->find("matchLabels")) {
    for (const auto& [key, value] : labels->members()) {
      const auto label = server.pod_labels.find(key);
      if (label == server.pod_labels.end() || label->second != value.text()) return false;
    }
  }
  const Value* expressions = selector->find("matchExpressions");
  return !expressions || std::all_of(expressions->items().begin(), expressions->items().end(),
                                     [&](const Value& expression) { return matches(expression, server); });
}

/// Whether an annotation of the Service names one of these, as JSON or as it is.
bool mentions(const Value& service, const std::set<std::string>& names) {
  const Value* annotations = service.find(Path{"metadata", "annotations"});
  if (!annotations) return false;
  return std::any_of(annotations->members().begin(), annotations->members().end(), [&](const auto& member) {
    const std::string& text = member.second.text();
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return text == name || text.find('"' + name + '"') != std::string::npos;
    });
  });
}

}  // namespace

bool concerns(const Object& object, const milvus::Milvus& milvus, const std::set<std::string>& names) {
  const ObjectRef& ref = object.ref;
  for (const Object* own : milvus.objects()) {
    if (ref == own->ref) return false;
  }
  // An entry reaches no Service of another namespace.
  if (!same_namespace(ref, milvus.service.ref)) return !entry_api_of(ref);
  if (const auto entry = read_entry(object)) return names.contains(ref.name) || leads_to_service(*entry, milvus);
  if (is_route(ref)) return route_leads_to(object, milvus);
  if (is(ref, kinds::service)) return milvus::selects(object.value, milvus.server) || mentions(object.value, names);
  if (is(ref, kinds::network_policy)) return selects_pods(object.value, milvus.server);
  if (is(ref, kinds::pod)) return true;
  if (is(ref, kinds::endpoint_slice)) return label(object.value, slice_service_label) == milvus.service.ref.name;
  if (is(ref, kinds::config_map)) return is_way_in(object, milvus) || milvus::is_plaintext_client(object.value, milvus);
  return !milvus::runs_pods(object.value) || milvus::is_plaintext_client(object.value, milvus) ||
         milvus::shares_settings(object.value, milvus);
}

}  // namespace l7
