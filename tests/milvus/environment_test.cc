#include "milvus/environment.h"

#include "catch.h"
#include "yaml/read.h"

namespace l7::milvus {
namespace {

using Values = std::map<std::string, std::string>;

Environment read(const std::string& container) {
  Environment environment = environment_of(yaml::read(container), "vectors");
  read_sources(environment, [](const ObjectRef& ref) -> std::optional<Object> {
    CHECK(ref.kind == "ConfigMap");
    if (ref.name == "one") return Object{ref, yaml::read("{data: {A: '1', B: '1'}}"), ""};
    if (ref.name == "two") return Object{ref, yaml::read("{data: {B: '2', C: '2'}}"), ""};
    return std::nullopt;
  });
  return environment;
}

TEST_CASE("What a container says itself goes before its sources, and a later source before an earlier one", "[env]") {
  const Environment found =
      read("{env: [{name: C, value: own}], envFrom: [{configMapRef: {name: one}}, {configMapRef: {name: two}}]}");
  CHECK(found.values == Values{{"A", "1"}, {"B", "2"}, {"C", "own"}});
  CHECK(found.origins == Values{{"A", "ConfigMap one"}, {"B", "ConfigMap two"}});
  CHECK(found.opaque.empty());
  CHECK(found.unread.empty());
}

TEST_CASE("A prefix goes before the names of a source", "[env]") {
  CHECK(read("{envFrom: [{prefix: X_, configMapRef: {name: one}}]}").values == Values{{"X_A", "1"}, {"X_B", "1"}});
}

TEST_CASE("One key of a ConfigMap is read, and one of a Secret is not", "[env]") {
  const Environment found = read(
      "{env: [{name: P, valueFrom: {configMapKeyRef: {name: one, key: B}}}, "
      "{name: Q, valueFrom: {secretKeyRef: {name: one, key: B}}}, {name: R, valueFrom: {fieldRef: {fieldPath: a}}}, "
      "{name: S, valueFrom: {configMapKeyRef: {name: absent, key: B}}}]}");
  CHECK(found.values == Values{{"P", "1"}});
  CHECK(found.opaque == std::vector<std::string>{"Q", "R", "S"});
}

TEST_CASE("What is not read is told", "[env]") {
  const Environment found = read("{envFrom: [{secretRef: {name: one}}, {configMapRef: {name: absent}}]}");
  REQUIRE(found.unread.size() == 2);
  CHECK(found.unread[0].kind == "Secret");
  CHECK(found.unread[1].name == "absent");
  CHECK(found.reads({"v1", "ConfigMap", "vectors", "absent"}));
  CHECK_FALSE(found.reads({"v1", "ConfigMap", "other", "absent"}));
}

}  // namespace
}  // namespace l7::milvus
