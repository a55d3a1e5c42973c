#include "milvus/milvus.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

TEST_CASE("A Service belongs to a server when its selector picks the pods", "[detect]") {
  struct Case {
    const char* selector;
    bool selects;
  };
  const Case cases[] = {
      {"{component: proxy}", true},
      {"{app.kubernetes.io/instance: demo, component: proxy}", true},
      {"{app.kubernetes.io/instance: demo, component: proxy, more: x}", false},
      {"{component: standalone}", false},
      {"{}", false},
      {"null", false},
  };
  const Server server = server_in(proxy()).value();
  for (const Case& c : cases) {
    INFO(c.selector);
    Value candidate = service();
    candidate.set(Path{"spec", "selector"}, yaml::read(c.selector));
    CHECK(selects(candidate, server) == c.selects);
    CHECK(port_to(candidate, server).has_value() == c.selects);
  }
}

TEST_CASE("Labels are compared by the workload, whatever they say", "[detect]") {
  // nameOverride and a subchart alias change the labels of everything alike.
  const char* labels = "{app.kubernetes.io/name: vectordb, helm.sh/chart: vec-a-5.0.19, component: proxy}";
  Value workload = proxy();
  workload.set({"spec", "template", "metadata", "labels"}, yaml::read(labels));
  Value candidate = service();
  candidate.set(Path{"spec", "selector"}, yaml::read("{app.kubernetes.io/name: vectordb, component: proxy}"));
  const Server server = server_in(workload).value();
  CHECK(selects(candidate, server));
  CHECK_FALSE(selects(service(), server));
}

TEST_CASE("A Service of another namespace selects nothing here", "[detect]") {
  struct Case {
    const char* service;
    const char* workload;
    bool selects;
  };
  const Case cases[] = {{"vectors", "vectors", true},
                        {"other", "vectors", false},
                        {"", "vectors", true},
                        {"vectors", "", true},
                        {"", "", true}};
  for (const Case& c : cases) {
    INFO(c.service << "/" << c.workload);
    Value candidate = service();
    candidate.set(Path{"metadata", "namespace"}, c.service);
    Value workload = proxy();
    workload.set(Path{"metadata", "namespace"}, c.workload);
    CHECK(selects(candidate, server_in(workload).value()) == c.selects);
  }
}

TEST_CASE("The port of Milvus is found among the Service's ports", "[detect]") {
  constexpr int none = -1;
  struct Case {
    const char* ports;
    const char* container_ports;
    int index;
  };
  const char* usual = "[{name: milvus, containerPort: 19530}, {name: metrics, containerPort: 9091}]";
  const Case cases[] = {
      {"[{port: 19530, targetPort: milvus}]", usual, 0},
      {"[{port: 9091, targetPort: metrics}, {port: 80, targetPort: milvus}]", usual, 1},
      {"[{port: 80, targetPort: 19530}]", usual, 0},
      {"[{port: 80, targetPort: \"19530\"}]", usual, 0},
      {"[{port: 19530}]", usual, 0},
      {"[{port: 19530, targetPort: null}]", usual, 0},
      {"[{port: 80}]", usual, none},
      {"[{port: 19530, targetPort: metrics}]", usual, none},
      {"[{port: 9091, targetPort: 9091}]", usual, none},
      {"[{port: 1, targetPort: 29530}]", "[{name: milvus, containerPort: 29530}]", 0},
      {"[{port: 1, targetPort: 19530}]", "[{name: milvus, containerPort: 29530}]", none},
      {"[{port: 1, targetPort: 19530}]", "[{containerPort: 19530}]", 0},
      {"[{port: 1, targetPort: 19530}]", "[]", 0},
      {"[{port: 1, targetPort: grpc}]", "[{name: grpc, containerPort: 19530}]", 0},
      {"[{port: 1, targetPort: grpc}]", "[{name: grpc, containerPort: 1953}]", none},
      {"[]", usual, none},
  };
  for (const Case& c : cases) {
    INFO(c.ports << " to " << c.container_ports);
    Value candidate = service();
    candidate.set(Path{"spec", "ports"}, yaml::read(c.ports));
    Value workload = proxy();
    workload.set(in_container({"ports"}), yaml::read(c.container_ports));
    const auto port = port_to(candidate, server_in(workload).value());
    CHECK((port ? static_cast<int>(*port) : none) == c.index);
  }
}

TEST_CASE("Numbers and names of a Milvus come from the right place", "[detect]") {
  Value in_front = service();
  in_front.set(Path{"spec", "ports"}, yaml::read("[{port: 9091, targetPort: metrics, name: metrics}, "
                                                 "{port: 443, targetPort: milvus, name: grpc-milvus}]"));
  Value workload = proxy();
  workload.set(in_container({"ports"}), yaml::read("[{name: milvus, containerPort: 29530}]"));
  const Milvus found = milvus(workload, in_front);
  CHECK(found.port() == 443);
  CHECK(found.port_name() == "grpc-milvus");
  CHECK(found.container_port() == 29530);
  CHECK(found.health_port() == 9091);
  CHECK(found.release() == "demo");
}

TEST_CASE("The container's port falls back from name to target to default", "[detect]") {
  struct Case {
    const char* ports;
    int number;
  };
  const Case cases[] = {{"[{port: 80, targetPort: 19530}]", 19530}, {"[{port: 19530}]", 19530}};
  Value workload = proxy();
  workload.set(in_container({"ports"}), Value::list());
  for (const Case& c : cases) {
    Value in_front = service();
    in_front.set(Path{"spec", "ports"}, yaml::read(c.ports));
    CHECK(milvus(workload, in_front).container_port() == c.number);
  }
}

TEST_CASE("METRICS_PORT moves the health check", "[detect]") {
  struct Case {
    const char* value;
    int port;
  };
  for (const Case& c : {Case{"9099", 9099}, {"", 9091}, {"nine", 9091}, {nullptr, 9091}}) {
    CHECK(milvus(proxy_with({{"METRICS_PORT", c.value}}), service()).health_port() == c.port);
  }
}

TEST_CASE("The release is what Helm wrote before what labels say", "[detect]") {
  Value in_front = service();
  CHECK(milvus(proxy(), in_front).release() == "demo");
  in_front.set({"metadata", "annotations", "meta.helm.sh/release-name"}, "other");
  CHECK(milvus(proxy(), in_front).release() == "other");
  CHECK(in_front.remove(Path{"metadata", "annotations"}));
  CHECK(in_front.remove(Path{"metadata", "labels"}));
  CHECK(milvus(proxy(), in_front).release().empty());
}

}  // namespace
}  // namespace l7::milvus
