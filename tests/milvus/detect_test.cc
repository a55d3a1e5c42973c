#include "milvus/detect.h"

#include "catch.h"
#include "fixture.h"
#include "model/error.h"

namespace l7::milvus {
namespace {

using namespace fixture;

/// A proxy whose container runs these words.
Value running(const std::string& command, const std::string& args) {
  Value workload = proxy();
  workload.set(in_container({"command"}), yaml::read(command));
  workload.set(in_container({"args"}), yaml::read(args));
  return workload;
}

TEST_CASE("A server is known by what its container runs", "[detect]") {
  struct Case {
    const char* command;
    const char* args;
    const char* role;  // "" for none
  };
  const Case cases[] = {
      {"null", "[milvus, run, proxy]", "proxy"},
      {"null", "[milvus, run, standalone]", "standalone"},
      {"null", "[/milvus/tools/run-helm.sh, milvus, run, proxy]", "proxy"},
      {"[milvus, run, proxy]", "null", "proxy"},
      {"[/milvus/bin/milvus]", "[run, standalone]", "standalone"},
      {"[/tini, --]", "[/milvus/bin/milvus, run, proxy]", "proxy"},
      {"[sh, -c]", "[\"ulimit -n 65536 && exec milvus run proxy --alias=a\"]", "proxy"},
      {"[bash, -c, \"milvus  run\\n standalone\"]", "null", "standalone"},
      {"null", "[milvus, run, mixcoord]", ""},
      {"null", "[milvus, run, querynode]", ""},
      {"null", "[milvus, run, rootcoord]", ""},
      {"null", "[milvus, run]", ""},
      {"null", "[run, proxy]", ""},
      {"null", "[notmilvus, run, proxy]", ""},
      {"null", "[milvus, start, proxy]", ""},
      {"[sh, -c]", "[\"bin/apply-config-from-env.py conf/proxy.conf && bin/pulsar proxy\"]", ""},
      {"null", "[proxy, milvus, run]", ""},
      {"null", "null", ""},
  };
  for (const Case& c : cases) {
    INFO(c.command << " " << c.args);
    const auto server = server_in(running(c.command, c.args));
    CHECK((server ? server->role : "") == c.role);
  }
}

TEST_CASE("Objects without a pod template that runs Milvus are no servers", "[detect]") {
  const char* others[] = {
      "{kind: Service, spec: {selector: {component: proxy}}}",
      "{kind: Pod, spec: {containers: [{args: [milvus, run, proxy]}]}}",
      "{kind: Deployment, spec: {template: {spec: {initContainers: [{args: [milvus, run, proxy]}], "
      "containers: [{args: [sleep]}]}}}}",
      "{kind: Deployment, metadata: {labels: {app.kubernetes.io/name: milvus, component: proxy}}, "
      "spec: {template: {metadata: {labels: {app.kubernetes.io/name: milvus, component: attu}}, "
      "spec: {containers: [{image: zilliz/attu}]}}}}",
      "null",
  };
  for (const char* other : others) {
    INFO(other);
    CHECK_FALSE(server_in(yaml::read(other)));
  }
}

TEST_CASE("The Milvus container need not be the first", "[detect]") {
  Value workload = proxy();
  const Path containers = {"spec", "template", "spec", "containers"};
  const Value mesh = yaml::read("{name: mesh, image: mesh:1, args: [proxy]}");
  workload.set(containers, Value::list({mesh, *workload.find(first_container)}));
  const auto server = server_in(workload);
  REQUIRE(server);
  CHECK(server->image == "milvusdb/milvus:v2.6.15");
  CHECK(server->config_map == "demo-milvus");
}

TEST_CASE("Everything that matters about a server is read from its workload", "[detect]") {
  Value workload = proxy_with({{"METRICS_PORT", "9099"}, {"COMMON_SECURITY_TLSMODE", nullptr}, {"EMPTY", ""}});
  workload.set(in_container({"ports", std::size_t{1}}), yaml::read("{containerPort: 9099}"));
  const Server server = server_in(workload).value();
  CHECK(to_string(server.workload.ref) == "Deployment vectors/demo-milvus-proxy");
  CHECK(server.pod_labels == std::map<std::string, std::string>{{"app.kubernetes.io/instance", "demo"},
                                                                {"app.kubernetes.io/name", "milvus"},
                                                                {"component", "proxy"}});
  CHECK(server.env == std::map<std::string, std::string>{{"METRICS_PORT", "9099"}, {"EMPTY", ""}});
  CHECK(server.opaque_env == std::vector<std::string>{"COMMON_SECURITY_TLSMODE"});
  CHECK(server.ports == std::map<std::string, int>{{"milvus", 19530}});
  CHECK(server.unnamed_ports == std::vector<int>{9099});
  CHECK(server.user_yaml_key == "user.yaml");
}

TEST_CASE("The settings file is found by where it is mounted", "[detect]") {
  struct Case {
    const char* mounts;
    const char* key;
  };
  const Case cases[] = {
      {"[{name: milvus-config, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]", "user.yaml"},
      {"[{name: milvus-config, mountPath: /milvus/configs/default.yaml, subPath: default.yaml}, "
       "{name: milvus-config, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]",
       "user.yaml"},
      {"[{name: milvus-config, mountPath: /milvus/configs/user.yaml, subPath: milvus.yaml}]", "milvus.yaml"},
      {"[{name: milvus-config, mountPath: /milvus/configs}]", "user.yaml"},
      {"[{name: milvus-config, mountPath: /milvus/configs/milvus.yaml, subPath: milvus.yaml}]", ""},
      {"[{name: other, mountPath: /milvus/configs/user.yaml, subPath: user.yaml}]", ""},
      {"[]", ""},
  };
  for (const Case& c : cases) {
    INFO(c.mounts);
    Value workload = proxy();
    workload.set(in_container({"volumeMounts"}), yaml::read(c.mounts));
    CHECK(server_in(workload)->user_yaml_key == c.key);
  }
}

TEST_CASE("The ConfigMap is the one behind the volume milvus-config", "[detect]") {
  struct Case {
    const char* volumes;
    const char* name;
  };
  const Case cases[] = {
      {"[{name: tools, emptyDir: {}}, {name: milvus-config, configMap: {name: mine}}]", "mine"},
      {"[{name: tools, configMap: {name: mine}}]", ""},
      {"[{name: milvus-config, secret: {secretName: mine}}]", ""},
  };
  for (const Case& c : cases) {
    INFO(c.volumes);
    Value workload = proxy();
    workload.set({"spec", "template", "spec", "volumes"}, yaml::read(c.volumes));
    CHECK(server_in(workload)->config_map == c.name);
  }
}

TEST_CASE("A restart is an outage where no second pod can start first", "[detect]") {
  struct Case {
    const char* kind;
    const char* spec;
    bool outage;
  };
  const Case cases[] = {
      {"Deployment", "{strategy: {type: Recreate}}", true},
      {"Deployment", "{strategy: {type: RollingUpdate}}", false},
      {"Deployment", "{}", false},
      {"StatefulSet", "{}", true},
      {"StatefulSet", "{replicas: 1}", true},
      {"StatefulSet", "{replicas: 3}", false},
  };
  for (const Case& c : cases) {
    INFO(c.kind << " " << c.spec);
    Value workload = proxy();
    workload.set("kind", c.kind);
    const Value spec = yaml::read(c.spec);
    for (const auto& [key, value] : spec.members()) workload.set(Path{"spec", key}, value);
    CHECK(server_in(workload)->restart_is_outage == c.outage);
  }
}

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

/// A Milvus of which only the names matter.
Milvus called(const char* service_name, const char* release) {
  Value in_front = service();
  in_front.set(Path{"metadata", "name"}, service_name);
  in_front.set({"metadata", "labels", "app.kubernetes.io/instance"}, release);
  in_front.set(Path{"spec", "selector"}, yaml::read("{component: proxy}"));
  return milvus(proxy(), in_front);
}

TEST_CASE("A Milvus is chosen by Service then stem then release", "[detect]") {
  const std::vector<Milvus> found = {called("a-milvus", "a"), called("vectors", "b"), called("c", "a-milvus"),
                                     called("d-milvus", "d"), called("d", "x")};
  struct Case {
    const char* release;
    const char* service;
  };
  const Case cases[] = {
      {"a-milvus", "a-milvus"},  // the Service, though a release has that name too
      {"a", "a-milvus"},         // Service without -milvus
      {"b", "vectors"},          // release
      {"x", "d"},
      {"d", "d"},  // the Service d before d-milvus
      {"d-milvus", "d-milvus"},
  };
  for (const Case& c : cases) {
    INFO(c.release);
    CHECK(choose(found, c.release).service.ref.name == c.service);
  }
}

TEST_CASE("The only Milvus needs no name", "[detect]") {
  const std::vector<Milvus> found = {called("a-milvus", "a")};
  CHECK(choose(found, "").service.ref.name == "a-milvus");
}

TEST_CASE("A choice that is none says what there is", "[detect]") {
  const std::vector<Milvus> two = {called("a", "r"), called("b", "r")};
  struct Case {
    const char* release;
    const char* what;
    const char* fix;
  };
  const Case cases[] = {
      {"", "several Milvus Services: Service vectors/a, Service vectors/b",
       "name the one you mean: --release NAME, with the Service's name"},
      {"r", "several Milvus Services of release r: Service vectors/a, Service vectors/b",
       "name the one you mean: --release NAME, with the Service's name"},
      {"z", "no Milvus is called 'z'", "take one of these for --release: Service vectors/a, Service vectors/b"},
  };
  for (const Case& c : cases) {
    INFO(c.release);
    try {
      choose(two, c.release);
      FAIL("chosen");
    } catch (const Error& error) {
      CHECK(error.what() == std::string(c.what));
      CHECK(error.fix == c.fix);
    }
  }
}

}  // namespace
}  // namespace l7::milvus
