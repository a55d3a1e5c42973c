#include "owner/managers.h"

#include "catch.h"
#include "live/undo.h"
#include "yaml/read.h"

using namespace l7;

namespace {

constexpr const char* helm_applies =
    "{manager: helm, operation: Apply, apiVersion: v1, fieldsV1: {'f:spec': {'f:type': {}, 'f:selector': {}}}}";
constexpr const char* we_patch =
    "{manager: milvus-l7, operation: Update, apiVersion: v1, fieldsV1: {'f:spec': {'f:type': {}, 'f:loadBalancerIP': "
    "{}}}}";
constexpr const char* we_apply = "{manager: milvus-l7, operation: Apply, apiVersion: v1}";
constexpr const char* helm_updates = "{manager: helm, operation: Update, apiVersion: v1}";

Value managed_by(const std::vector<std::string>& entries) {
  std::string list;
  for (const std::string& entry : entries) list += (list.empty() ? "" : ", ") + entry;
  return yaml::read("{kind: Service, metadata: {name: x, managedFields: [" + list +
                    "]}, spec: {type: LoadBalancer, loadBalancerIP: [a]}}");
}

Change change(const Path& path, std::optional<Value> after) {
  return {{}, path, {}, std::nullopt, std::move(after), Phase::prepare, "because"};
}

}  // namespace

TEST_CASE("what we have applied was made live, what we have patched was not") {
  CHECK(owner::is_made_live(managed_by({we_apply})));
  CHECK(owner::is_made_live(managed_by({helm_applies, we_apply})));
  CHECK_FALSE(owner::is_made_live(managed_by({helm_applies, we_patch})));
  CHECK_FALSE(owner::is_made_live(managed_by({helm_updates})));
  CHECK_FALSE(owner::is_made_live(yaml::read("{kind: Service, metadata: {name: x}}")));
  CHECK(owner::is_held_by_helm(managed_by({we_apply, helm_updates})));
  CHECK(owner::is_held_by_helm(managed_by({helm_applies})));
  CHECK_FALSE(owner::is_held_by_helm(managed_by({we_apply, we_patch})));
}

TEST_CASE("a field has an applier when somebody else applies it") {
  const Value service = managed_by({we_apply, helm_updates, helm_applies});
  CHECK(owner::applier_of(service, {"spec", "type"}) == "helm");
  CHECK(owner::applier_of(service, {"spec", "loadBalancerIP"}).empty());
  CHECK(owner::applier_of(service, {"spec", "ports", std::size_t{0}, "nodePort"}).empty());
  CHECK(owner::applier_of(managed_by({we_patch}), {"spec", "type"}).empty());
}

TEST_CASE("fields that were taken back go to those who applied them, and no other") {
  CHECK_FALSE(owner::managers_given_back(managed_by({helm_applies}), {}));

  const auto alone = owner::managers_given_back(managed_by({we_patch}), {});
  REQUIRE(alone);
  CHECK(*alone == Value::list({Value::map()}));

  const std::vector<owner::Applier> appliers = {{{"spec", "loadBalancerIP"}, "helm"}, {{"spec", "gone"}, "helm"}};
  const auto given = owner::managers_given_back(managed_by({we_patch, helm_applies}), appliers);
  REQUIRE(given);
  CHECK(*given == yaml::read("[{manager: helm, operation: Apply, apiVersion: v1, fieldsV1: {'f:spec': {'f:type': {}, "
                             "'f:selector': {}, 'f:loadBalancerIP': {}}}}]"));

  const auto other_version = owner::managers_given_back(
      managed_by({we_patch, "{manager: helm, operation: Apply, apiVersion: v2, fieldsV1: {}}"}), appliers);
  REQUIRE(other_version);
  CHECK(*other_version == yaml::read("[{manager: helm, operation: Apply, apiVersion: v2, fieldsV1: {}}]"));
}

TEST_CASE("the record remembers who applied a field before the first change") {
  const Value first = live::changed_with_record(managed_by({helm_applies}), {change({"spec", "type"}, "ClusterIP")});
  const auto names_helm = [](const Value& object) {
    const std::vector<owner::Applier> found = live::appliers_in(object);
    return found.size() == 1 && found[0].field == Path{"spec", "type"} && found[0].manager == "helm";
  };
  CHECK(names_helm(first));
  // The patch takes the field from Helm.
  Value taken = first;
  taken.set(Path{"metadata", "managedFields"}, Value::list({yaml::read(we_patch)}));
  CHECK(names_helm(live::changed_with_record(
      taken, {change({"spec", "type"}, "NodePort"), change({"spec", "loadBalancerIP"}, std::nullopt)})));
}

TEST_CASE("What we applied once stays where a later run does not speak of it") {
  const Value there = yaml::read(R"(
kind: Ingress
metadata:
  name: x
  annotations: {a: "1", b: "2", theirs: "3"}
  managedFields:
  - {manager: milvus-l7, operation: Apply, fieldsV1: {"f:metadata": {"f:annotations": {"f:a": {}, "f:b": {}}},
     "f:spec": {"f:rules": {}, "f:list": {'k:{"name":"a"}': {"f:name": {}}}, "f:gone": {}}}}
  - {manager: other, operation: Update, fieldsV1: {"f:metadata": {"f:annotations": {"f:theirs": {}}}}}
spec: {rules: [{host: a.b}], list: [{name: a}], free: 1}
)");
  const Value wanted = yaml::read("{kind: Ingress, metadata: {name: x, annotations: {a: '9'}}, spec: {class: c}}");
  const Value kept = owner::with_applied_fields(wanted, there);
  CHECK(kept == yaml::read("{kind: Ingress, metadata: {name: x, annotations: {a: '9', b: '2'}}, "
                           "spec: {class: c, rules: [{host: a.b}], list: [{name: a}]}}"));
  CHECK(owner::with_applied_fields(wanted, yaml::read("{kind: Ingress}")) == wanted);
}
