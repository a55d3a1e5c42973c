#include "cloud/planner.h"

#include <algorithm>

#include "cloud/cloud.h"
#include "cloud/findings.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "model/text.h"

namespace l7 {
namespace {

/// Fields that only a LoadBalancer or NodePort Service may have; the API server rejects the second on a ClusterIP one
/// and does not drop it by itself (kubernetes pkg/apis/core/validation, measured on 1.35).
constexpr const char* layer4_fields[] = {"loadBalancerIP",      "loadBalancerSourceRanges",
                                         "loadBalancerClass",   "allocateLoadBalancerNodePorts",
                                         "healthCheckNodePort", "externalTrafficPolicy"};

/// The annotation form of loadBalancerSourceRanges, rejected like the field.
constexpr std::string_view source_ranges_annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

constexpr std::string_view layer4_prefixes[] = {"service.beta.kubernetes.io/", "networking.gke.io/load-balancer-type",
                                                "networking.gke.io/internal-load-balancer",
                                                "cloud.google.com/load-balancer-type"};

bool is_layer4_annotation(std::string_view key) {
  return std::any_of(std::begin(layer4_prefixes), std::end(layer4_prefixes),
                     [&](std::string_view prefix) { return key.starts_with(prefix); });
}

bool is_cluster_ip(const Value& service) {
  const std::string& type = service.text_at({"spec", "type"});
  return type.empty() || type == "ClusterIP";
}

bool is_reached_from_outside(const Value& service) {
  const std::string& type = service.text_at({"spec", "type"});
  return type == "LoadBalancer" || type == "NodePort";
}

}  // namespace

std::string where(const Object& object) { return object.origin.empty() ? to_string(object.ref) : object.origin; }

std::string own_name(const milvus::Milvus& milvus) { return milvus.service.ref.name + "-l7"; }

std::string ingress_name(const milvus::Milvus& milvus, const Options& options) {
  return options.ingress_name.empty() ? own_name(milvus) : options.ingress_name;
}

std::string tls_secret_name(const milvus::Milvus& milvus, const Options& options) {
  return options.tls_secret.empty() ? own_name(milvus) + "-tls" : options.tls_secret;
}

Planner::Planner(const milvus::Observed& observed, const Options& options) : observed_(observed), options_(options) {}

void Planner::set(const Object& object, const Path& path, Value wanted, Phase phase, const std::string& why) {
  const Value* there = object.value.find(path);
  if (there && *there == wanted) return;
  plan_.changes.push_back(
      {object.ref, path, {}, there ? std::optional(*there) : std::nullopt, std::move(wanted), phase, why});
}

void Planner::set_json(std::string_view annotation_key, const Path& inner, Value wanted, Phase phase,
                       const std::string& why) {
  const Object& service = milvus().service;
  const Path path = {"metadata", "annotations", annotation_key};
  const auto decoded = observed_.service_json.find(std::string(annotation_key));
  if (decoded == observed_.service_json.end() || !decoded->second.is_map()) {
    Value whole;
    whole.set(inner, std::move(wanted));
    return set(service, path, to_json(whole), phase, why);
  }
  const Value* there = decoded->second.find(inner);
  if (there && *there == wanted) return;
  plan_.changes.push_back(
      {service.ref, path, inner, there ? std::optional(*there) : std::nullopt, std::move(wanted), phase, why});
}

void Planner::set_setting(const milvus::SettingChange& change) {
  const Path path = {"data", milvus().server.user_yaml_key};
  plan_.changes.push_back(
      {observed_.config.config_map.ref, path, change.inner, change.before, change.after, Phase::backend, change.why});
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

void Planner::own(Value wanted, Phase phase, const std::string& why) {
  const ObjectRef ref = ref_of(wanted);
  const Object* there = observed_.find(ref.kind, ref.name);
  plan_.objects.push_back(wanted);
  if (!there) {
    plan_.changes.push_back({ref, {}, {}, std::nullopt, std::move(wanted), phase, why});
  } else if (label(there->value, owner_label) != milvus().service.ref.name) {
    find(shared_findings::name_taken, where(*there), to_string(there->ref) + " is there already");
  } else {
    adopt(*there, wanted, phase, why);
  }
}

void Planner::own_tls_secret(const std::string& why) {
  const std::string secret = tls_secret_name(milvus(), options_);
  if (observed_.presence("Secret", secret) != milvus::Presence::absent) return;
  std::vector<std::string> names = options_.hosts;
  const std::vector<std::string> inside = milvus::names_in_cluster(milvus());
  names.insert(names.end(), inside.begin(), inside.end());
  Value wanted = start("v1", "Secret", secret);
  wanted.set(Path{"metadata", "annotations", certificate_names_annotation}, joined(names, ","));
  wanted.set("type", tls_secret_type);
  own(std::move(wanted), Phase::prepare, why);
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

Value Planner::rules() const {
  Value backend;
  backend.set(Path{"service", "name"}, milvus().service.ref.name);
  backend.set(Path{"service", "port", "number"}, milvus().port());
  const Value path = Value::map({{"path", "/"}, {"pathType", "Prefix"}, {"backend", backend}});
  const Value http = Value::map({{"paths", Value::list({path})}});
  if (options_.hosts.empty()) return Value::list({Value::map({{"http", http}})});
  std::vector<Value> rules;
  for (const std::string& host : options_.hosts) rules.push_back(Value::map({{"host", host}, {"http", http}}));
  return Value::list(std::move(rules));
}

Value Planner::rules_beside(const Value& ingress) const {
  const Value* there = ingress.find(Path{"spec", "rules"});
  std::vector<Value> all = there ? there->items() : std::vector<Value>();
  const Value wanted = rules();
  for (const Value& rule : wanted.items()) {
    const auto serves = [&](const Value& other) {
      const Value alone = Value::map({{"spec", Value::map({{"rules", Value::list({other})}})}});
      return other.text_at({"host"}) == rule.text_at({"host"}) && milvus::routes_to(alone, milvus());
    };
    if (std::none_of(all.begin(), all.end(), serves)) all.push_back(rule);
  }
  return Value::list(std::move(all));
}

const Object* Planner::ingress(bool (*mine)(const Value& ingress)) {
  std::vector<const Object*> ours;
  std::vector<const Object*> leading;
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind != "Ingress") continue;
    if (label(object.value, owner_label) == milvus().service.ref.name) {
      if (!mine(object.value)) {
        find(shared_findings::other_cloud, where(object), to_string(object.ref) + " is ours for another cloud");
        return &object;
      }
      ours.push_back(&object);
    } else if (object.ref.api_version == "networking.k8s.io/v1" && mine(object.value) &&
               milvus::routes_to(object.value, milvus())) {
      // Versions before networking.k8s.io/v1 are what `helm template` prints offline; no API server serves them.
      leading.push_back(&object);
    }
  }
  const Object* used = pick(ours, leading);
  note_other_entries(used);
  return used;
}

const Object* Planner::pick(const std::vector<const Object*>& ours, const std::vector<const Object*>& leading) {
  const auto called = [](const std::vector<const Object*>& among, const std::string& name) -> const Object* {
    const auto found =
        std::find_if(among.begin(), among.end(), [&](const Object* one) { return one->ref.name == name; });
    return found == among.end() ? nullptr : *found;
  };
  const std::string name = ingress_name(milvus(), options_);
  if (const Object* one = called(ours, name)) return one;
  if (!options_.ingress_name.empty()) return called(leading, name);
  const std::vector<const Object*>& candidates = ours.empty() ? leading : ours;
  if (candidates.empty()) return nullptr;
  if (candidates.size() > 1) {
    find(shared_findings::several_ingresses, where(*candidates.front()),
         std::to_string(candidates.size()) + " Ingresses lead to this Milvus");
  }
  return candidates.front();
}

void Planner::note_other_entries(const Object* used) {
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind == "Service" && is_reached_from_outside(object.value) &&
        milvus::selects(object.value, milvus().server)) {
      find(milvus::other_entry, where(object),
           to_string(object.ref) + " (" + object.value.text_at({"spec", "type"}) + ") selects the same pods");
    }
    if (object.ref.kind != "Ingress") continue;
    if (&object != used && milvus::routes_to(object.value, milvus())) {
      find(milvus::other_entry, where(object), to_string(object.ref) + " also leads to Milvus");
    }
    for (const milvus::Backend& backend : milvus::backends_of(object.value)) {
      if (backend.service == milvus().service.ref.name && milvus().is_health_port(backend.port)) {
        find(milvus::metrics_exposed, where(object), to_string(object.ref) + " leads to port " + backend.port);
      }
    }
  }
}

void Planner::close_layer4() {
  const Object& service = milvus().service;
  const std::string why = "the layer 7 balancer reaches the pods itself; a layer 4 entry would go around it";
  if (!is_cluster_ip(service.value)) set(service, {"spec", "type"}, "ClusterIP", Phase::cutover, why);
  for (const char* field : layer4_fields) {
    remove(service, {"spec", field}, Phase::cutover, "a ClusterIP Service may not have it");
  }
  const Value* ports = service.value.find(Path{"spec", "ports"});
  for (std::size_t i = 0; ports && i < ports->items().size(); ++i) {
    remove(service, {"spec", "ports", i, "nodePort"}, Phase::cutover, "a ClusterIP Service may not have it");
  }
  const Value* external = service.value.find(Path{"spec", "externalIPs"});
  if (external && !external->items().empty()) {
    find(milvus::other_entry, where(service), to_string(service.ref) + " has externalIPs " + to_json(*external));
  }
  const Value* annotations = service.value.find(Path{"metadata", "annotations"});
  if (!annotations) return;
  for (const auto& [key, value] : annotations->members()) {
    if (key == source_ranges_annotation) {
      remove(service, {"metadata", "annotations", key}, Phase::cutover, "a ClusterIP Service may not have it");
    } else if (is_layer4_annotation(key)) {
      find(shared_findings::layer4_annotation, where(service), key + ": " + value.text());
    }
  }
}

std::set<std::string> Planner::made_of_missing_kinds() const {
  std::set<std::string> kinds;
  for (const Change& change : plan_.changes) {
    if (change.creates() && observed_.missing_kinds.contains(change.object.kind)) kinds.insert(change.object.kind);
  }
  return kinds;
}

void Planner::find(const FindingKind& kind, const std::string& at, const std::string& seen) {
  plan_.findings.push_back({&kind, at, seen});
}

void Planner::find(const std::vector<Finding>& findings) {
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
