#include "live/undo.h"

#include "catch.h"
#include "live/patch.h"
#include "model/error.h"
#include "yaml/read.h"

using namespace l7;
using live::changed_with_record;
using live::recorded_phase;
using live::undo;

namespace {

const Value service = yaml::read(R"(
kind: Service
metadata: {name: db-milvus, annotations: {team: search}}
spec:
  type: LoadBalancer
  loadBalancerSourceRanges: [10.0.0.0/8]
  ports: [{name: milvus, port: 19530, nodePort: 30530}, {name: metrics, port: 9091}]
)");

const std::string user_yaml = "# ours\ncommon:\n  security:\n    authorizationEnabled: true # keep\n";

Value config_map(const std::string& text) {
  Value object = yaml::read("{kind: ConfigMap, metadata: {name: db-milvus}, data: {}}");
  object.set(Path{"data", "user.yaml"}, text);
  return object;
}

Change change(const Path& path, std::optional<Value> after) {
  return {{}, path, {}, std::nullopt, std::move(after), Phase::prepare, "because"};
}

Change setting(const Path& inner, Value after) {
  return {{}, {"data", "user.yaml"}, inner, std::nullopt, std::move(after), Phase::backend, "because"};
}

const std::vector<Change> to_cluster_ip = {change({"spec", "type"}, "ClusterIP"),
                                           change({"spec", "loadBalancerSourceRanges"}, std::nullopt),
                                           change({"spec", "ports", std::size_t{0}, "nodePort"}, std::nullopt),
                                           change({"metadata", "annotations", "cloud.google.com/neg"}, "{}")};
const std::vector<Change> with_tls = {setting({"common", "security", "tlsMode"}, 1),
                                      setting({"proxy", "http", "port"}, 8080)};

TEST_CASE("a record says the latest phase in which its object was changed", "[undo]") {
  const Value before = yaml::read("{apiVersion: v1, kind: Service, metadata: {name: m}, spec: {type: LoadBalancer}}");
  const ObjectRef ref = ref_of(before);
  CHECK_FALSE(recorded_phase(before));
  const Value annotated = changed_with_record(
      before, {{ref, {"metadata", "annotations", "cloud.google.com/neg"}, {}, {}, "b", Phase::prepare, "why"}});
  CHECK(recorded_phase(annotated) == Phase::prepare);
  const Value closed =
      changed_with_record(annotated, {{ref, {"spec", "type"}, {}, "LoadBalancer", "ClusterIP", Phase::cutover, "why"}});
  CHECK(recorded_phase(closed) == Phase::cutover);
  const Value again = changed_with_record(
      closed, {{ref, {"metadata", "annotations", "cloud.google.com/neg"}, {}, "b", "c", Phase::prepare, ""}});
  CHECK(recorded_phase(again) == Phase::cutover);
  CHECK(undo(again).object == before);
}

}  // namespace

TEST_CASE("what was changed and recorded is given back") {
  const Value next = changed_with_record(service, to_cluster_ip);
  CHECK(next.text_at({"spec", "type"}) == "ClusterIP");
  CHECK_FALSE(next.find(Path{"spec", "loadBalancerSourceRanges"}));
  const live::Undone undone = undo(next);
  CHECK(undone.object == service);
  CHECK(undone.kept.empty());
  CHECK_FALSE(live::has_undo_record(undone.object));
}

TEST_CASE("a text comes back byte for byte") {
  for (const std::string& text : {user_yaml, std::string(), std::string("# \xc3\xa4\r\nproxy: {}\r\n")}) {
    const Value before = config_map(text);
    const Value next = changed_with_record(before, with_tls);
    REQUIRE(yaml::read(next.text_at({"data", "user.yaml"})).find(Path{"common", "security", "tlsMode"}));
    CHECK(undo(next).object == before);
  }
}

TEST_CASE("a text that was not there goes again") {
  const Value before = yaml::read("{kind: ConfigMap, metadata: {name: db-milvus}, data: {other: x}}");
  CHECK(undo(changed_with_record(before, with_tls)).object == before);
}

TEST_CASE("what somebody else has changed since is kept and told") {
  Value next = changed_with_record(service, to_cluster_ip);
  next.set(Path{"spec", "type"}, "NodePort");
  const live::Undone undone = undo(next);
  CHECK(undone.object.text_at({"spec", "type"}) == "NodePort");
  // The API server refuses what only a LoadBalancer may have.
  CHECK_FALSE(undone.object.find(Path{"spec", "loadBalancerSourceRanges"}));
  CHECK_FALSE(undone.object.find(Path{"spec", "ports", std::size_t{0}, "nodePort"}));
  CHECK_FALSE(undone.object.find(Path{"metadata", "annotations", "cloud.google.com/neg"}));
  CHECK(undone.kept == std::vector<std::string>{"spec.type"});
}

TEST_CASE("what somebody else has put back is no conflict") {
  Value next = changed_with_record(service, to_cluster_ip);
  next.set(Path{"spec", "type"}, "LoadBalancer");
  CHECK(undo(next).kept.empty());
}

TEST_CASE("other lines of a text that were changed since stay, and our settings go") {
  Value next = changed_with_record(config_map(user_yaml), with_tls);
  next.set(Path{"data", "user.yaml"}, "log: {level: debug}\n" + next.text_at({"data", "user.yaml"}));
  const live::Undone undone = undo(next);
  const Value settings = yaml::read(undone.object.text_at({"data", "user.yaml"}));
  CHECK(settings.text_at({"log", "level"}) == "debug");
  CHECK_FALSE(settings.find(Path{"common", "security", "tlsMode"}));
  CHECK(settings.find(Path{"common", "security", "authorizationEnabled"})->is_true());
  CHECK(undone.kept.empty());
}

TEST_CASE("a setting that was changed since is kept and told") {
  Value next = changed_with_record(config_map(user_yaml), with_tls);
  std::string text = next.text_at({"data", "user.yaml"});
  text.replace(text.find("8080"), 4, "9999");
  next.set(Path{"data", "user.yaml"}, text);
  const live::Undone undone = undo(next);
  CHECK(undone.kept == std::vector<std::string>{"data[\"user.yaml\"]: proxy.http.port"});
  CHECK_FALSE(yaml::read(undone.object.text_at({"data", "user.yaml"})).find(Path{"common", "security", "tlsMode"}));
}

TEST_CASE("a second run adds to the record and keeps what was there first") {
  const Value once = changed_with_record(service, {to_cluster_ip[0]});
  const Value twice = changed_with_record(once, {to_cluster_ip[1], to_cluster_ip[2], to_cluster_ip[3]});
  CHECK(undo(twice).object == service);

  // An upgrade put the type back, and a run repaired it.
  Value reverted = once;
  reverted.set(Path{"spec", "type"}, "LoadBalancer");
  CHECK(undo(changed_with_record(reverted, {to_cluster_ip[0]})).object == service);

  const Value settings = changed_with_record(changed_with_record(config_map(user_yaml), {with_tls[0]}), {with_tls[1]});
  CHECK(undo(settings).object == config_map(user_yaml));
}

TEST_CASE("what was put back is told as drift, place by place") {
  Value next = changed_with_record(service, to_cluster_ip);
  CHECK(live::drifted(next).empty());
  next.set(Path{"spec", "type"}, "LoadBalancer");
  CHECK(live::drifted(next) == std::vector<std::string>{"spec.type"});

  Value settings = changed_with_record(config_map(user_yaml), with_tls);
  settings.set(Path{"data", "user.yaml"}, user_yaml);
  CHECK(live::drifted(settings).size() == 2);
}

TEST_CASE("a place that leads through what is no map any more is kept") {
  const Value ingress =
      yaml::read("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {a: {b: y}}}");
  Value next = changed_with_record(ingress, {change({"spec", "a", "b"}, "x")});
  next.set(Path{"spec", "a"}, "text");
  CHECK(undo(next).object.text_at({"spec", "a"}) == "text");
  CHECK(undo(next).kept == std::vector<std::string>{"spec.a.b"});
}

TEST_CASE("annotations that were ours alone go as a whole") {
  const Value before = yaml::read("{kind: Service, metadata: {name: s}}");
  CHECK(undo(changed_with_record(before, {change({"metadata", "annotations", "cloud.google.com/neg"}, "b")})).object ==
        before);
}

TEST_CASE("annotations that were set where there were none go again") {
  const Value before = yaml::read("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}}");
  Value annotations = Value::map({{"a", "1"}, {"b", "2"}});
  const Value next = changed_with_record(before, {change({"metadata", "annotations"}, annotations)});
  CHECK(undo(next).object == before);
  CHECK(undo(next).kept.empty());

  // Version 0.1.0 recorded them as one place.
  Value old = next;
  old.set(live::record_path(), R"({"changes":[{"path":["metadata","annotations"],"after":{"a":"1","b":"2"}}]})");
  CHECK(undo(old).object == before);
}

TEST_CASE("the class of a Service that is a LoadBalancer again stays as it is, and is told") {
  Value before = service;
  before.set(Path{"spec", "loadBalancerClass"}, "lb/class");
  std::vector<Change> closing = to_cluster_ip;
  closing.push_back(change({"spec", "loadBalancerClass"}, std::nullopt));
  Value next = changed_with_record(before, closing);
  CHECK(undo(next).object == before);

  // As Helm's upgrade leaves it.
  next.set(Path{"spec", "type"}, "LoadBalancer");
  const live::Undone undone = undo(next);
  CHECK_FALSE(undone.object.find(Path{"spec", "loadBalancerClass"}));
  CHECK(undone.object.find(Path{"spec", "loadBalancerSourceRanges"}));
  CHECK(undone.fixed == std::vector<std::string>{"spec.loadBalancerClass"});
  CHECK(undone.kept.empty());

  // A run that closes it once more forgets nothing.
  CHECK(undo(changed_with_record(next, {to_cluster_ip[0]})).object == before);
  next.set(Path{"spec", "loadBalancerClass"}, "lb/class");
  CHECK(undo(next).fixed.empty());
}

TEST_CASE("somebody else's text at the place of an edit is not taken for ours") {
  Value next = changed_with_record(config_map("a: 0\nb: 0\ncommon: {security: {tlsMode: 0}}\n"), {with_tls[0]});
  // By one line less everything behind moves up, and another 1 stands where ours was.
  const std::string text = "a: 0\ncommon: {security: {tlsMode: 1}}\nx: 1\ny: 1\nz: 1\n";
  next.set(Path{"data", "user.yaml"}, text);
  CHECK(undo(next).object.text_at({"data", "user.yaml"}) ==
        "a: 0\ncommon: {security: {tlsMode: 0}}\nx: 1\ny: 1\nz: 1\n");
}

TEST_CASE("a merge patch says nothing but the difference") {
  Value next = service;
  next.set(Path{"spec", "type"}, "ClusterIP");
  next.remove({"spec", "loadBalancerSourceRanges"});
  CHECK(to_json(live::merge_patch(service, next)) ==
        R"({"spec":{"type":"ClusterIP","loadBalancerSourceRanges":null}})");
  CHECK(live::merge_patch(service, service).members().empty());
  next.remove({"spec", "ports", std::size_t{0}, "nodePort"});
  CHECK(live::merge_patch(service, next).find(Path{"spec", "ports"})->items().size() == 2);
}
