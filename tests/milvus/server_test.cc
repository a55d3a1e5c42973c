#include "milvus/server.h"

#include "catch.h"
#include "fixture.h"

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
      {"null", "[run, proxy]", "proxy"},
      {"[/entrypoint.sh]", "[run, proxy]", ""},
      {"[/bin/sh, -c]", "['ulimit -n 65536; exec milvus run proxy; sleep 5']", "proxy"},
      {"[/bin/bash, -c]", "['GODEBUG=madvdontneed=1 milvus run standalone|tee /var/log/milvus.log']", "standalone"},
      {"[sh, -c]", "['/milvus/bin/milvus run proxy>>/logs/proxy.log 2>&1']", "proxy"},
      {"[sh, -c]", "[\"exec bash -c 'milvus run proxy'\"]", "proxy"},
      {"[sh, -c]", "['(milvus run \"proxy\")&']", "proxy"},
      {"[sh, -c]", "[\"# milvus run proxy\\nmilvus run querynode\"]", ""},
      {"[sh, -c]", "[\"milvus run \\\\\\n proxy\"]", "proxy"},
      {"[sh, -c]", "['milvus run; proxy']", ""},
      {"[sh, -c]", "['milvus run querynode & milvus run proxy']", "proxy"},
      {"null", "[milvus, run, mixture, -rootcoord, -proxy]", "proxy"},
      {"null", "[milvus, run, mixture, --proxy=true]", "proxy"},
      {"null", "[milvus, run, mixture, -rootcoord]", ""},
      {"null", "[milvus, run, cdc]", ""},
      {"null", "[milvus-cdc, run, proxy]", ""},
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
      "{kind: Job, spec: {template: {spec: {containers: [{args: [milvus, run, proxy]}]}}}}",
      "{kind: ManifestWork, spec: {manifests: [{spec: {containers: [{args: [milvus, run, proxy]}]}}]}}",
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

TEST_CASE("Whatever has a pod template may be a server", "[detect]") {
  struct Case {
    const char* object;
    Path pod;
  };
  const std::string pod = "{spec: {containers: [{args: [milvus, run, proxy]}]}}";
  const Case cases[] = {
      {"{kind: Pod, spec: {containers: [{args: [milvus, run, proxy]}]}}", {}},
      {"{kind: CloneSet, spec: {replicas: 2, template: POD}}", {"spec", "template"}},
      {"{kind: LeaderWorkerSet, spec: {leaderWorkerTemplate: {size: 1, workerTemplate: POD}}}",
       {"spec", "leaderWorkerTemplate", "workerTemplate"}},
      {"{kind: Anything, spec: {a: {b: {}}, c: {d: POD}}}", {"spec", "c", "d"}},
  };
  for (const Case& c : cases) {
    INFO(c.object);
    std::string text = c.object;
    if (const std::size_t at = text.find("POD"); at != std::string::npos) text.replace(at, 3, pod);
    const auto server = server_in(yaml::read(text));
    REQUIRE(server);
    CHECK(server->pod == c.pod);
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
  CHECK(server->settings.object.name == "demo-milvus");
}

TEST_CASE("Everything that matters about a server is read from its workload", "[detect]") {
  Value workload = proxy_with({{"METRICS_PORT", "9099"}, {"COMMON_SECURITY_TLSMODE", nullptr}, {"EMPTY", ""}});
  workload.set(in_container({"ports", std::size_t{1}}), yaml::read("{containerPort: 9099}"));
  const Server server = server_in(workload).value();
  CHECK(to_string(server.workload.ref) == "Deployment vectors/demo-milvus-proxy");
  CHECK(server.pod_labels == std::map<std::string, std::string>{{"app.kubernetes.io/instance", "demo"},
                                                                {"app.kubernetes.io/name", "milvus"},
                                                                {"component", "proxy"}});
  CHECK(server.environment.values == std::map<std::string, std::string>{{"METRICS_PORT", "9099"}, {"EMPTY", ""}});
  CHECK(server.environment.opaque == std::vector<std::string>{"COMMON_SECURITY_TLSMODE"});
  CHECK(server.ports == std::map<std::string, int>{{"milvus", 19530}});
  CHECK(server.unnamed_ports == std::vector<int>{9099});
  CHECK(server.settings.user == Path{"data", "user.yaml"});
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

}  // namespace
}  // namespace l7::milvus
