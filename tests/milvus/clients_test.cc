#include "milvus/clients.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

TEST_CASE("A Milvus is addressed by name with and without its namespace", "[clients]") {
  CHECK(addresses(milvus(proxy(), service())) ==
        std::vector<std::string>{"demo-milvus:19530", "demo-milvus.vectors:19530", "demo-milvus.vectors.svc:19530",
                                 "demo-milvus.vectors.svc.cluster.local:19530"});
  Value in_front = service();
  in_front.set(Path{"metadata", "namespace"}, "");
  in_front.set({"spec", "ports", std::size_t{0}, "port"}, 443);
  CHECK(addresses(milvus(proxy(), in_front)) == std::vector<std::string>{"demo-milvus:443"});
}

/// A Deployment whose container has this text in its environment.
Value client(const std::string& text) {
  Value workload = yaml::read(
      "{kind: Deployment, metadata: {name: app}, spec: {template: {spec: {containers: "
      "[{env: [{name: A, value: x}, {name: B}]}]}}}}");
  workload.set({"spec", "template", "spec", "containers", std::size_t{0}, "env", std::size_t{1}, "value"}, text);
  return workload;
}

TEST_CASE("A client is known by the address and not by a longer name", "[clients]") {
  struct Case {
    const char* text;
    bool client;
  };
  const Case cases[] = {
      {"http://demo-milvus:19530", true},
      {"demo-milvus:19530", true},
      {"uri=demo-milvus:19530;token=x", true},
      {"tcp://demo-milvus.vectors:19530/db", true},
      {"demo-milvus.vectors.svc:19530", true},
      {"demo-milvus.vectors.svc.cluster.local:19530", true},
      {"x-demo-milvus:19530 demo-milvus:19530", true},
      {"other-demo-milvus:19530", false},
      {"my.demo-milvus:19530", false},
      {"demo-milvus:195301", false},
      {"demo-milvus:9091", false},
      {"demo-milvus-2:19530", false},
      {"demo-milvus.other.svc:19530", false},
      {"demo-milvus", false},
      {"demo-milvus.vectors.svc.cluster.local", true},
      {"grpc://demo-milvus.vectors/", true},
      {"demo-milvus.vectors.svc:9091", false},
      {"", false},
  };
  const Milvus found = milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(is_plaintext_client(client(c.text), found) == c.client);
  }
}

TEST_CASE("An address counts wherever a container can hold it", "[clients]") {
  struct Case {
    const char* workload;
    bool client;
  };
  const Case cases[] = {
      {"{kind: Job, spec: {template: {spec: {containers: [{args: [--uri, demo-milvus:19530]}]}}}}", true},
      {"{kind: Job, spec: {template: {spec: {containers: [{command: [sh, -c, \"ping demo-milvus:19530\"]}]}}}}", true},
      {"{kind: Deployment, spec: {template: {spec: {initContainers: [{args: [demo-milvus:19530]}], "
       "containers: []}}}}",
       true},
      {"{kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: "
       "[{args: [demo-milvus:19530]}]}}}}}}",
       true},
      {"{kind: Deployment, metadata: {annotations: {a: demo-milvus:19530}}, "
       "spec: {template: {spec: {containers: [{args: [x]}]}}}}",
       false},
      {"{kind: ConfigMap, data: {a: demo-milvus:19530}}", true},
      {"{kind: ConfigMap, data: {a: demo-milvus}}", false},
      {"{kind: ConfigMap, data: {a: demo-milvus, b: '19530'}}", true},
      {"{kind: Pod, spec: {containers: [{args: [demo-milvus:19530]}]}}", true},
      {"{kind: Pod, metadata: {ownerReferences: [{kind: ReplicaSet}]}, spec: {containers: [{args: "
       "[demo-milvus:19530]}]}}",
       false},
      {"{kind: CloneSet, spec: {template: {spec: {containers: [{args: [demo-milvus:19530]}]}}}}", true},
      {"{kind: Job, spec: {template: {spec: {containers: [{args: [--host=demo-milvus, --port=19530]}]}}}}", true},
      {"{kind: Job, spec: {template: {spec: {containers: [{args: [--host=demo-milvus, --port=195]}]}}}}", false},
      {"{kind: Job, spec: {template: {spec: {containers: [{args: [demo-milvus], ports: [19530]}]}}}}", false},
      {"{kind: Job, spec: {template: {spec: {containers: [{args: [demo-milvus-etcd, '19530']}]}}}}", false},
      {"null", false},
  };
  const Milvus found = milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.workload);
    CHECK(is_plaintext_client(yaml::read(c.workload), found) == c.client);
  }
}

TEST_CASE("Milvus is no client of its own", "[clients]") {
  const Value workload = proxy_with({{"SELF", "demo-milvus:19530"}});
  CHECK_FALSE(is_plaintext_client(workload, milvus(workload, service())));
}

}  // namespace
}  // namespace l7::milvus
