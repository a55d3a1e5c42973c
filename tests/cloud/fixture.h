#pragma once

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cloud/cloud.h"
#include "cloud/names.h"
#include "cloud/planner.h"
#include "milvus/clients.h"
#include "milvus/fixture.h"
#include "milvus/tls.h"
#include "model/after.h"
#include "model/kinds.h"
#include "model/plan.h"
#include "model/wishes.h"
#include "observe/observe.h"
#include "observe/typed.h"
#include "yaml/edit.h"
#include "yaml/read.h"

/// A small Milvus release that tests bend to their needs, plan for, change by the plan and look at again.
namespace l7::fixture {

inline const char* const config_map_yaml = R"(
apiVersion: v1
kind: ConfigMap
metadata: {name: demo-milvus, namespace: vectors}
data:
  default.yaml: |
    etcd: {endpoints: [demo-etcd:2379]}
  user.yaml: |
    tls:
      serverPemPath: /certs/tls.crt
)";

inline const char* const attu_yaml = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: attu, namespace: vectors}
spec: {template: {spec: {containers: [{env: [{name: MILVUS_URL, value: "http://demo-milvus:19530"}]}]}}}
)";

class Release {
 public:
  Release() : objects_{milvus::fixture::service(), yaml::read(config_map_yaml), milvus::fixture::proxy()} {
    type("ClusterIP");
  }

  Value& service() { return objects_[0]; }
  Value& config_map() { return objects_[1]; }
  Value& workload() { return objects_[2]; }
  const std::vector<Value>& objects() const { return objects_; }

  Release& add(const std::string& text) {
    objects_.push_back(typed(yaml::read(text)));
    return *this;
  }
  Release& also(Value object) {
    objects_.push_back(std::move(object));
    return *this;
  }
  Release& type(const char* text) {
    service().set(Path{"spec", "type"}, text);
    return *this;
  }
  /// An annotation of the Service.
  Release& annotate(const char* key, const std::string& text) {
    service().set({"metadata", "annotations", key}, text);
    return *this;
  }
  Release& user_yaml(const std::string& text) {
    config_map().set(Path{"data", "user.yaml"}, text);
    return *this;
  }
  Release& variable(const std::string& name, const std::string& text) {
    const Path environment = milvus::fixture::in_container({"env"});
    std::vector<Value> variables = workload().find(environment)->items();
    variables.push_back(milvus::fixture::variable(name, text.c_str()));
    workload().set(environment, Value::list(std::move(variables)));
    return *this;
  }
  Release& image(const char* name) {
    workload().set(milvus::fixture::in_container({"image"}), name);
    return *this;
  }
  Release& no_config_map() {
    config_map().set(Path{"metadata", "name"}, "elsewhere");
    return *this;
  }
  /// An object of the cluster that only a live run sees: a neighbour, whatever it is.
  Release& see(const std::string& text) {
    seen_.push_back(typed(yaml::read(text)));
    return *this;
  }
  /// Every object of the kind has been seen.
  Release& complete(const std::string& kind) {
    kinds_.complete.insert(full_kind(kind));
    return *this;
  }
  /// The objects of the kind in all namespaces have been seen.
  Release& everywhere(const std::string& kind) {
    kinds_.everywhere.insert(full_kind(kind));
    return *this;
  }
  /// The API server does not serve the kind.
  Release& missing(const std::string& kind) {
    kinds_.missing.insert(full_kind(kind));
    return *this;
  }
  /// The kind could not be read.
  Release& unread(const std::string& kind) {
    kinds_.unread[full_kind(kind)] = "forbidden";
    return *this;
  }
  void reverse_neighbours() { std::reverse(objects_.begin() + 3, objects_.end()); }

  const Value* find(std::string_view kind, std::string_view name) const {
    for (const Value& object : objects_) {
      if (ref_of(object).kind == kind && ref_of(object).name == name) return &object;
    }
    return nullptr;
  }
  /// The object, or null when there is none: what is looked for in it is then missed with a message that says so.
  Value get(std::string_view kind, std::string_view name) const {
    const Value* object = find(kind, name);
    return object ? *object : Value();
  }

  Observed observe(const Wishes& wishes) const;
  Plan plan(const Wishes& wishes) const { return cloud_for(wishes).plan(observe(wishes), wishes); }
  std::vector<Finding> diagnose(const Wishes& wishes) const {
    const Observed seen = observe(wishes);
    const Cloud& cloud = cloud_for(wishes);
    return cloud.diagnose(seen, cloud.plan(seen, wishes), wishes);
  }
  Health health(const Wishes& wishes) const { return cloud_for(wishes).health(observe(wishes), wishes); }
  Release& apply(const Plan& plan);
  /// The release as the plan for these options leaves it.
  Release after(const Wishes& wishes) const { return Release(*this).apply(plan(wishes)); }

 private:
  class View;

  std::vector<Value> objects_;
  std::vector<Value> seen_;
  KnownKinds kinds_;
};

inline Object object_of(const Value& value) { return {ref_of(value), value, ""}; }

/// As a stream hands its objects over, and a cluster what only it sees.
class Release::View final : public ObjectsView {
 public:
  explicit View(const Release& release) : release_(release) {}

  void each(const milvus::Milvus&, const std::set<std::string>& names, const Visit& visit) const override {
    for (const Value& value : release_.objects_) {
      Object object = object_of(value);
      const bool judged = milvus::runs_pods(value) || is(object.ref, kinds::service) || entry_api_of(object.ref) ||
                          is(object.ref, kinds::network_policy) || is(object.ref, kinds::config_map);
      if (judged || names.contains(object.ref.name)) visit(std::move(object));
    }
    for (const Value& value : release_.seen_) visit(object_of(value));
  }

  std::optional<Object> find(const ObjectRef& ref) const override {
    const Value* found = release_.find(ref.kind, ref.name);
    return found ? std::optional(object_of(*found)) : std::nullopt;
  }

  const KnownKinds& kinds() const override { return release_.kinds_; }

 private:
  const Release& release_;
};

inline Observed Release::observe(const Wishes& wishes) const {
  milvus::Milvus milvus;
  for (const Value& object : objects_) {
    auto server = milvus::server_in(object);
    if (!server) continue;
    if (milvus.server.role.empty()) {
      milvus.server = *std::move(server);
    } else {
      milvus.others.push_back(*std::move(server));
    }
  }
  const Value* in_front = find("Service", "demo-milvus");
  if (!in_front) throw std::logic_error("the release has lost its Service");
  milvus.service = object_of(*in_front);
  milvus.port_index = milvus::port_to(*in_front, milvus.server).value();
  return l7::observe(milvus, own_names(milvus, wishes), View(*this), yaml::text_format());
}

inline Release& Release::apply(const Plan& plan) {
  for (const Change& step : plan.changes) {
    const Value* object = step.creates() ? nullptr : find(step.object.kind, step.object.name);
    if (object && !step.after && !object->find(step.path)) {
      throw std::logic_error("the plan removes what is not there: " + to_string(step.path));
    }
    const auto same = [&](const Value& each) { return ref_of(each) == step.object; };
    const auto found = std::find_if(objects_.begin(), objects_.end(), same);
    if (step.creates()) {
      if (found != objects_.end()) throw std::logic_error("the plan makes what is there: " + to_string(step.object));
      objects_.push_back(step.after.value());
    } else if (found == objects_.end()) {
      throw std::logic_error("the plan changes what is not there: " + to_string(step.object));
    } else {
      *found = l7::after(*found, {step}, yaml::text_format());
    }
  }
  return *this;
}

/// A change on one line: `Service spec.type: "LoadBalancer" -> "ClusterIP"`.
inline std::string line_of(const Change& change) {
  if (change.creates()) return "+ " + change.object.kind + ' ' + change.object.name;
  std::string line = change.object.kind + ' ' + to_string(change.path);
  if (!change.inner.empty()) line += " > " + to_string(change.inner);
  line += ": " + (change.before ? to_json(*change.before) : "nothing");
  return line + " -> " + (change.after ? to_json(*change.after) : "nothing");
}

using Lines = std::vector<std::string>;

inline Lines lines(const Plan& plan) {
  Lines found;
  for (const Change& change : plan.changes) found.push_back(line_of(change));
  return found;
}

/// The lines of the changes to one kind of object.
inline Lines lines_of(const Plan& plan, std::string_view kind) {
  Lines found;
  for (const Change& change : plan.changes) {
    if (change.object.kind == kind) found.push_back(line_of(change));
  }
  return found;
}

inline Lines ids(const Plan& plan) { return milvus::fixture::ids(plan.findings); }

inline bool has(const Plan& plan, std::string_view id) {
  const Lines found = ids(plan);
  return std::find(found.begin(), found.end(), id) != found.end();
}

inline Wishes options_for(const std::string& cloud) {
  Wishes wishes;
  wishes.cloud = cloud;
  return wishes;
}

/// Ingress text: class and annotations as flow maps' insides, and one backend.
inline std::string ingress_yaml(const std::string& name, const std::string& annotations, const std::string& spec = "",
                                const std::string& port = "number: 19530") {
  return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: " + name +
         ", namespace: vectors, annotations: {" + annotations + "}}, spec: {" + spec +
         "rules: [{host: db.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: "
         "demo-milvus, port: {" +
         port + "}}}}]}}]}}";
}

}  // namespace l7::fixture
