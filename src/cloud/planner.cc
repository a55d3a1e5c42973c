#include "cloud/planner.h"

#include <algorithm>
#include <array>

#include "cloud/access.h"
#include "cloud/findings.h"
#include "cloud/written.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7 {
namespace {

/// What external-dns reads of a Service and of an Ingress alike (kubernetes-sigs/external-dns, docs/annotations).
constexpr std::array<std::string_view, 2> dns_annotations = {"external-dns.alpha.kubernetes.io/hostname",
                                                             "external-dns.alpha.kubernetes.io/ttl"};

/// What a layer 4 load balancer reads: the prefix that the clouds' first controllers shared, and each cloud's own.
bool is_layer4_annotation(std::string_view key) {
  if (key.starts_with("service.beta.kubernetes.io/")) return true;
  return std::any_of(clouds().begin(), clouds().end(), [&](const Cloud* cloud) {
    const std::span<const std::string_view> own = cloud->layer4_annotations();
    return std::any_of(own.begin(), own.end(), [&](std::string_view prefix) { return key.starts_with(prefix); });
  });
}

bool is_cluster_ip(const Value& service) {
  const std::string& type = service.text_at({"spec", "type"});
  return type.empty() || type == "ClusterIP";
}

}  // namespace

std::string where(const Object& object) { return object.origin.empty() ? to_string(object.ref) : object.origin; }

Planner::Planner(const Observed& observed, const Wishes& wishes, const Cloud& cloud)
    : observed_(observed), wishes_(wishes), cloud_(cloud), choice_(entry_for(observed, wishes, cloud)) {}

void Planner::set(const Object& object, const Path& path, Value wanted, Phase phase, const std::string& why) {
  const Value* there = object.value.find(path);
  if (there && *there == wanted) return;
  plan_.changes.push_back(
      {object.ref, path, {}, there ? std::optional(*there) : std::nullopt, std::move(wanted), phase, why});
}

void Planner::set_json(std::string_view annotation_key, const Path& inner, Value wanted, Phase phase,
                       const std::string& why) {
  const milvus::Place place = milvus().service_annotations().at(annotation_key);
  const auto decoded = observed_.service_json.find(std::string(annotation_key));
  if (decoded == observed_.service_json.end() || !decoded->second.is_map()) {
    Value whole;
    whole.set(inner, std::move(wanted));
    return set(place, to_json(whole), phase, why);
  }
  const Value* there = decoded->second.find(inner);
  if (there && *there == wanted) return;
  plan_.changes.push_back({place.object->ref, place.path, inner, there ? std::optional(*there) : std::nullopt,
                           std::move(wanted), phase, why});
}

void Planner::set_setting(const milvus::SettingChange& change) {
  const milvus::SettingsPlace& place = milvus().server.settings;
  Change made = {place.object, place.user, change.inner, change.before, change.after, Phase::backend, change.why};
  if (!place.in_text) {
    made.path.insert(made.path.end(), change.inner.begin(), change.inner.end());
    made.inner.clear();
  }
  plan_.changes.push_back(std::move(made));
}

void Planner::remove(const Object& object, const Path& path, Phase phase, const std::string& why) {
  if (const Value* there = object.value.find(path)) {
    plan_.changes.push_back({object.ref, path, {}, *there, std::nullopt, phase, why});
  }
}

Value Planner::start(std::string_view api_version, std::string_view kind, const std::string& name) const {
  const Object& service = milvus().service;
  Value object;
  object.set("apiVersion", api_version);
  object.set("kind", kind);
  Value& metadata = object.set("metadata", Value::map());
  metadata.set("name", name);
  if (!service.ref.name_space.empty()) metadata.set("namespace", service.ref.name_space);
  const bool helm = label(service.value, "app.kubernetes.io/managed-by") == "Helm";
  metadata.set("labels", Value::map({{"app.kubernetes.io/managed-by", helm ? "Helm" : "milvus-l7"},
                                     {std::string(owner_label), service.ref.name}}));
  // Without Helm's own marks the next upgrade refuses to take over what a live run made.
  for (const char* key : {"meta.helm.sh/release-name", "meta.helm.sh/release-namespace"}) {
    const std::string& value = annotation(service.value, key);
    if (!value.empty()) object.set(Path{"metadata", "annotations", key}, value);
  }
  return object;
}

void Planner::create_or_update(Value wanted, Phase phase, const std::string& why) {
  const ObjectRef ref = ref_of(wanted);
  const Object* there = observed_.find(kind_of(ref), ref.name);
  plan_.objects.push_back(wanted);
  if (!there) {
    plan_.changes.push_back({ref, {}, {}, std::nullopt, std::move(wanted), phase, why});
  } else if (label(there->value, owner_label) != milvus().service.ref.name) {
    report(shared_findings::name_taken, where(*there), to_string(there->ref) + " is there already");
  } else {
    adopt(*there, wanted, phase, why);
  }
}

void Planner::own_tls_secret(const std::string& why) {
  const std::string secret = tls_secret_name(milvus(), wishes_);
  if (observed_.presence(kinds::secret, secret) != Presence::absent) return;
  std::vector<std::string> names = wishes_.hosts;
  const std::vector<std::string> inside = milvus::names_in_cluster(milvus());
  names.insert(names.end(), inside.begin(), inside.end());
  Value wanted = start("v1", "Secret", secret);
  wanted.set(Path{"metadata", "annotations", certificate_names_annotation}, joined(names, ","));
  wanted.set("type", tls_secret_type);
  create_or_update(std::move(wanted), Phase::prepare, why);
}

void Planner::adopt(const Object& object, const Value& wanted, Phase phase, const std::string& why) {
  Path path;
  compare(object, wanted, path, phase, why);
}

void Planner::compare(const Object& object, const Value& wanted, Path& path, Phase phase, const std::string& why) {
  const Value* there = object.value.find(path);
  if (!there || !there->is_map() || !wanted.is_map()) return set(object, path, wanted, phase, why);
  for (const auto& [key, value] : wanted.members()) {
    path.emplace_back(key);
    compare(object, value, path, phase, why);
    path.pop_back();
  }
}

Value Planner::start_entry() const {
  const EntryApi& api = cloud_.entry_api();
  const Entry* there = entry();
  Value entry =
      start(api.api_version(), api.kind().kind, there ? there->object.ref.name : entry_name(milvus(), wishes_));
  for (const std::string_view key : dns_annotations) {
    const std::string& value = annotation(milvus().service.value, key);
    if (!value.empty()) entry.set(Path{"metadata", "annotations", key}, value);
  }
  return entry;
}

void Planner::report_entries() {
  const Entry* used = entry();
  if (choice_.of_another_cloud) {
    return report(shared_findings::other_cloud, where(used->object),
                  to_string(used->object.ref) + " is ours for another cloud");
  }
  const std::string internal = used || wishes_.internal ? "" : layer4_access(milvus().service.value, cloud_).internal;
  if (!internal.empty()) report(shared_findings::stays_internal, where(milvus().service), internal);
  if (const Entry* shared = choice_.shared) {
    const std::string others = joined(other_backends(*shared, milvus()), ", ", &Backend::service);
    report(choice_.shared_is_asked_for ? shared_findings::shared_entry_named : shared_findings::shared_entry,
           where(shared->object), to_string(shared->object.ref) + " also leads to " + others);
  }
  if (choice_.candidates > 1) {
    report(shared_findings::several_ingresses, where(used->object),
           std::to_string(choice_.candidates) + " Ingresses lead to this Milvus");
  }
  report_other_ways_in();
}

bool Planner::is_internal() const {
  if (wishes_.internal) return *wishes_.internal;
  const Entry* there = entry();
  if (there && cloud_.serves(*there)) return cloud_.is_internal(*there);
  return !layer4_access(milvus().service.value, cloud_).internal.empty();
}

Layer4Access Planner::limits_to_keep() const {
  if (entry() || is_everybody(wishes_.options[inbound_cidrs])) return {};
  return layer4_access(milvus().service.value, cloud_);
}

void Planner::close_layer4() {
  const Object& service = milvus().service;
  const std::string why = "the layer 7 balancer reaches the pods itself; a layer 4 entry would go around it";
  if (!is_cluster_ip(service.value)) set(milvus().service_type(), "ClusterIP", Phase::cutover, why);
  for (const std::string_view field : layer4_fields) {
    remove(service, {"spec", field}, Phase::cutover, "a ClusterIP Service may not have it");
  }
  const Value* ports = service.value.find(Path{"spec", "ports"});
  for (std::size_t i = 0; ports && i < ports->items().size(); ++i) {
    remove(service, {"spec", "ports", i, "nodePort"}, Phase::cutover, "a ClusterIP Service may not have it");
  }
  const Value* external = service.value.find(Path{"spec", "externalIPs"});
  if (external && !external->items().empty()) {
    report(milvus::other_entry, where(service), to_string(service.ref) + " has externalIPs " + to_json(*external));
  }
  const Value* annotations = service.value.find(Path{"metadata", "annotations"});
  if (!annotations) return;
  for (const auto& [key, value] : annotations->members()) {
    if (key == source_ranges_annotation) {  // Rejected like the field.
      remove(milvus().service_annotations().at(key), Phase::cutover, "a ClusterIP Service may not have it");
    } else if (key == dns_annotations.front() && !is_cluster_ip(service.value)) {
      report(shared_findings::dns_record, where(service), key + ": " + value.text());
    } else if (is_layer4_annotation(key)) {
      report(shared_findings::layer4_annotation, where(service), key + ": " + value.text());
    }
  }
}

void Planner::report_what_goes() {
  std::set<std::string> told;
  const auto look_at = [&](const Object* object) {
    if (!object || !object->value.find(Path{"metadata", "deletionTimestamp"})) return;
    if (told.insert(to_string(object->ref)).second) {
      report(shared_findings::being_deleted, where(*object), to_string(object->ref));
    }
  };
  for (const Change& change : plan_.changes) look_at(observed_.find(change.object));
  for (const Value& object : plan_.objects) look_at(observed_.find(ref_of(object)));
  if (const Entry* used = entry()) look_at(&used->object);
}

Plan Planner::take() {
  report_what_goes();
  return std::move(plan_);
}

std::set<std::string> Planner::made_of_missing_kinds() const {
  std::set<std::string> kinds;
  for (const Change& change : plan_.changes) {
    if (change.creates() && observed_.kinds.is_missing(kind_of(change.object))) kinds.insert(change.object.kind);
  }
  return kinds;
}

void Planner::report(const FindingKind& kind, const std::string& at, const std::string& seen) {
  plan_.findings.push_back({&kind, at, seen});
}

void Planner::report(const std::vector<Finding>& findings) {
  plan_.findings.insert(plan_.findings.end(), findings.begin(), findings.end());
}

std::vector<std::string> items_of(std::string_view list) { return split(list, ',', " "); }

std::string attribute(const std::string& attributes, const std::string& key) {
  std::string value;
  for (const std::string& part : items_of(attributes)) {
    if (part.starts_with(key + '=')) value = part.substr(key.size() + 1);
  }
  return value;
}

std::string with_attribute(const std::string& attributes, const std::string& key, const std::string& value) {
  if (attribute(attributes, key) == value) return attributes;
  std::vector<std::string> parts = items_of(attributes);
  bool found = false;
  for (std::string& part : parts) {
    if (!part.starts_with(key + '=')) continue;
    part = key + '=' + value;
    found = true;
  }
  if (!found) parts.push_back(key + '=' + value);
  return joined(parts, ",");
}

}  // namespace l7
