#include "live/undo_record.h"

#include "catch.h"
#include "live/undo.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

using Catch::Matchers::Contains;

Value object_of(const std::string& kind, const std::string& record) {
  const char* version = kind == "Deployment" || kind == "StatefulSet" ? "apps/v1"
                        : kind == "Ingress"                           ? "networking.k8s.io/v1"
                        : kind == "BackendConfig"                     ? "cloud.google.com/v1"
                                                                      : "v1";
  Value object = yaml::read(R"({metadata: {name: db, namespace: vectors}, spec: {}, data: {"user.yaml": "a: 1\n"}})");
  object.set("apiVersion", version);
  object.set("kind", kind);
  object.set(record_path(), record);
  return object;
}

std::string entry_at(const std::string& path) { return R"({"changes":[{"path":)" + path + R"(,"before":"x"}]})"; }

std::string refusal(const Value& object) {
  try {
    undo(object);
  } catch (const Error& error) {
    return std::string(error.what()) + " at " + error.where;
  }
  return "";
}

TEST_CASE("a record that cannot be read is an error that names it", "[undo]") {
  for (const char* record :
       {"no json", "{", "{}", R"({"changes":[{}]})", R"({"changes":[{"path":["spec","type"],"text":{}}]})",
        R"({"changes":[{"path":[]}]})", R"({"changes":[{"path":["spec",-1]}]})",
        R"({"changes":[{"path":["spec",{}]}]})", R"({"changes":[{"path":"spec"}]})",
        R"({"changes":[{"path":["spec","type"],"text":{},"inner":[{}]}]})",
        R"({"changes":[{"path":["spec","type"],"text":"x","inner":[]}]})",
        R"({"changes":[{"path":["spec","type"],"text":[{"at":-1,"before":"","after":""}],"inner":[]}]})",
        R"({"changes":[{"path":["spec","type"],"text":[{"at":5,"before":"","after":"ab"},)"
        R"({"at":6,"before":"","after":""}],"inner":[]}]})"}) {
    INFO(record);
    const std::string told = refusal(object_of("Service", record));
    CHECK_THAT(told, Contains("the record of what was changed cannot be read"));
    CHECK_THAT(told, Contains("Service vectors/db, annotation milvus-l7/undo"));
  }
}

TEST_CASE("a record may name only places that a plan writes", "[undo]") {
  const struct {
    const char* kind;
    const char* path;
    bool taken;
  } cases[] = {
      {"Service", R"(["spec","type"])", true},
      {"Service", R"(["spec","loadBalancerSourceRanges"])", true},
      {"Service", R"(["spec","ports",0,"nodePort"])", true},
      {"Service", R"(["metadata","annotations","cloud.google.com/neg"])", true},
      {"Service", R"(["metadata","annotations","service.beta.kubernetes.io/load-balancer-source-ranges"])", true},
      {"Service", R"(["spec","selector"])", false},
      {"Service", R"(["spec","externalIPs"])", false},
      {"Service", R"(["spec","externalName"])", false},
      {"Service", R"(["spec","ports"])", false},
      {"Service", R"(["spec","ports",0,"targetPort"])", false},
      {"Service", R"(["spec"])", false},
      {"Service", R"(["metadata","annotations","kubectl.kubernetes.io/last-applied-configuration"])", false},
      {"Service", R"(["metadata","annotations","milvus-l7/undo"])", false},
      {"Service", R"(["metadata","ownerReferences"])", false},
      {"ConfigMap", R"(["data","user.yaml"])", true},
      {"ConfigMap", R"(["data"])", false},
      {"ConfigMap", R"(["immutable"])", false},
      {"Deployment", R"(["spec","template","metadata","annotations","milvus-l7/config-sha256"])", true},
      {"StatefulSet", R"(["spec","template","metadata","annotations","milvus-l7/config-sha256"])", true},
      {"Deployment", R"(["spec","template","metadata","annotations","sidecar.istio.io/inject"])", false},
      {"Deployment", R"(["spec","template","spec","hostNetwork"])", false},
      {"Deployment", R"(["spec","template","spec","containers",0,"securityContext"])", false},
      {"Deployment", R"(["spec","template","spec","serviceAccountName"])", false},
      {"Deployment", R"(["metadata","ownerReferences"])", false},
      {"Deployment", R"(["metadata","annotations","milvus-l7/config-sha256"])", false},
      {"Ingress", R"(["spec","tls"])", true},
      {"Ingress", R"(["metadata","annotations","any.example.com/key"])", true},
      {"Ingress", R"(["metadata","annotations","milvus-l7/undo"])", false},
      {"Ingress", R"(["metadata","finalizers"])", false},
      {"Ingress", R"(["metadata","labels","milvus-l7/service"])", false},
      {"BackendConfig", R"(["spec","timeoutSec"])", true},
      {"BackendConfig", R"(["metadata","ownerReferences"])", false},
      {"Secret", R"(["data","tls.key"])", false},
      {"Pod", R"(["spec","hostNetwork"])", false},
  };
  for (const auto& one : cases) {
    INFO(one.kind << ' ' << one.path);
    const std::string told = refusal(object_of(one.kind, entry_at(one.path)));
    CHECK(told.empty() == one.taken);
    if (!one.taken) CHECK_THAT(told, Contains("which enable never changes"));
  }
}

TEST_CASE("a change at a place that no record may name is a defect", "[undo]") {
  const Value service = object_of("Service", "");
  CHECK_THROWS_AS(
      changed_with_record(service, {{{}, {"spec", "selector"}, {}, {}, Value::map({{"a", "b"}}), Phase::prepare, ""}}),
      std::logic_error);
}

TEST_CASE("the record of a text keeps the edits and not what stands between them", "[undo]") {
  const std::string password = "Passw0rd-of-root";
  for (const std::string& text :
       {"proxy:\n  ip: ''\ncommon:\n  security:\n    defaultRootPassword: " + password + "\n    tlsMode: 0\nlog: {}\n",
        "{proxy: {http: {port: 1}}, minio: {secretAccessKey: " + password + "}, common: {security: {tlsMode: 0}}}\n"}) {
    Value before = object_of("ConfigMap", "");
    before.set(Path{"data", "user.yaml"}, text);
    const auto setting = [](const Path& inner, Value after) {
      return Change{{}, {"data", "user.yaml"}, inner, {}, std::move(after), Phase::backend, ""};
    };
    const Value next = changed_with_record(
        before, {setting({"proxy", "http", "port"}, 8080), setting({"common", "security", "tlsMode"}, 1)});
    CHECK(next.text_at(record_path()).find(password) == std::string::npos);
    CHECK(read_record(next).changes.front().text->hunks.size() == 2);
    CHECK(undo(next).object.text_at({"data", "user.yaml"}) == text);
  }
}

TEST_CASE("a record of version 0.1.0, one part from the first to the last edit, is read", "[undo]") {
  Value object =
      object_of("ConfigMap", R"({"changes":[{"path":["data","user.yaml"],"text":{"at":0,"before":"","after":"a: 1\n"},)"
                             R"("inner":[{"path":["a"],"after":1}]}]})");
  object.set(Path{"data", "user.yaml"}, "a: 1\nb: 2\n");
  CHECK(undo(object).object.text_at({"data", "user.yaml"}) == "b: 2\n");
  CHECK_FALSE(recorded_phase(object));
}

}  // namespace
}  // namespace l7::live
