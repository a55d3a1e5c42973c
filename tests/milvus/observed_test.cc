#include "milvus/observed.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

std::vector<std::string> backends(const char* ingress) {
  std::vector<std::string> found;
  for (const Backend& backend : backends_of(yaml::read(ingress))) found.push_back(backend.service + ':' + backend.port);
  return found;
}

TEST_CASE("Backends are read in both versions of an Ingress", "[observed]") {
  struct Case {
    const char* ingress;
    std::vector<std::string> backends;
  };
  const Case cases[] = {
      {"spec: {rules: [{http: {paths: [{backend: {service: {name: a, port: {number: 1}}}}, "
       "{backend: {service: {name: b, port: {name: grpc}}}}]}}]}",
       {"a:1", "b:grpc"}},
      {"spec: {defaultBackend: {service: {name: a, port: {number: 1}}}}", {"a:1"}},
      {"spec: {rules: [{host: x, http: {paths: [{backend: {serviceName: a, servicePort: 1}}]}}, "
       "{http: {paths: [{backend: {serviceName: b, servicePort: grpc}}]}}]}",
       {"a:1", "b:grpc"}},
      {"spec: {backend: {serviceName: a, servicePort: 1}}", {"a:1"}},
      {"spec: {defaultBackend: {resource: {kind: Bucket, name: a}}}", {}},
      {"spec: {rules: [{host: x}]}", {}},
      {"spec: {rules: [{http: {paths: [{path: /}]}}]}", {}},
      {"spec: {}", {}},
      {"kind: Ingress", {}},
      {"spec: {rules: [{http: {paths: [{backend: {service: {name: a}}}]}}]}", {"a:"}},
  };
  for (const Case& c : cases) {
    INFO(c.ingress);
    CHECK(backends(c.ingress) == c.backends);
  }
}

/// An Ingress with one rule that leads to this backend.
Value leading_to(const std::string& service_name, const std::string& port) {
  return yaml::read("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors}, " +
                    ("spec: {rules: [{http: {paths: [{backend: {service: {name: " + service_name) + ", port: " + port +
                    "}}}]}}]}}");
}

TEST_CASE("An Ingress leads to Milvus by number or name of its port", "[observed]") {
  struct Case {
    const char* service;
    const char* port;
    bool routes;
  };
  const Case cases[] = {
      {"demo-milvus", "{number: 19530}", true},
      {"demo-milvus", "{name: milvus}", true},
      {"demo-milvus", "{number: 9091}", false},
      {"demo-milvus", "{name: metrics}", false},
      {"demo-milvus", "{}", false},
      {"other-milvus", "{number: 19530}", false},
  };
  const Milvus found = milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.service << " " << c.port);
    CHECK(routes_to(leading_to(c.service, c.port), found) == c.routes);
  }
}

TEST_CASE("A port without a name is no wildcard", "[observed]") {
  Value in_front = service();
  in_front.set(Path{"spec", "ports"}, yaml::read("[{port: 19530, targetPort: 19530}]"));
  const Milvus found = milvus(proxy(), in_front);
  CHECK_FALSE(routes_to(leading_to("demo-milvus", "{name: \"\"}"), found));
  CHECK(routes_to(leading_to("demo-milvus", "{number: 19530}"), found));
}

TEST_CASE("What was not seen is unknown unless all of its kind were", "[observed]") {
  Observed seen = observed("");
  seen.neighbours.push_back({{"v1", "Secret", "vectors", "a"}, Value::map(), ""});
  CHECK(seen.presence("Secret", "a") == Presence::present);
  CHECK(seen.presence("Secret", "b") == Presence::unknown);
  CHECK(seen.presence("ConfigMap", "a") == Presence::unknown);
  seen.complete_kinds = {"Secret"};
  CHECK(seen.presence("Secret", "a") == Presence::present);
  CHECK(seen.presence("Secret", "b") == Presence::absent);
  CHECK(seen.find("Secret", "b") == nullptr);
  CHECK(seen.find("Secret", "a") == &seen.neighbours.front());
}

TEST_CASE("The environment goes before user.yaml before default.yaml", "[observed]") {
  struct Case {
    Environment environment;
    const char* user;
    const char* defaults;
    std::optional<std::string> value;
    const char* variable;
  };
  const Case cases[] = {
      {{}, "", "", std::nullopt, ""},
      {{}, "", "common: {security: {tlsMode: 1}}", "1", ""},
      {{}, "common.security.tlsMode: 2", "common: {security: {tlsMode: 1}}", "2", ""},
      {{{"COMMON_SECURITY_TLSMODE", "0"}}, "common.security.tlsMode: 2", "", "0", "COMMON_SECURITY_TLSMODE"},
      {{{"MILVUS_CONF_COMMON_SECURITY_TLSMODE", "1"}}, "", "", "1", "MILVUS_CONF_COMMON_SECURITY_TLSMODE"},
      {{{"common.security.tlsMode", "1"}}, "", "", "1", "common.security.tlsMode"},
      {{{"COMMON_SECURITY_TLSMODE", nullptr}}, "common.security.tlsMode: 2", "", "2", "COMMON_SECURITY_TLSMODE"},
      {{{"COMMON_SECURITY_TLSMODES", "1"}, {"TLSMODE", "1"}}, "", "", std::nullopt, ""},
  };
  for (const Case& c : cases) {
    INFO(c.user << " variable '" << c.variable << "'");
    const Observed seen = observed(c.user, c.environment, c.defaults);
    CHECK(seen.setting("common.security.tlsMode") == c.value);
    CHECK(seen.deciding_variable("common.security.tlsMode") == c.variable);
  }
}

TEST_CASE("Objects that bear on Milvus are told from those that do not", "[observed]") {
  struct Case {
    const char* object;
    bool concerns;
  };
  const Case cases[] = {
      // Ingresses: by where they lead, or by a name that is ours.
      {"{kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: demo-milvus}}}}", true},
      {"{kind: Ingress, metadata: {name: web}, spec: {backend: {serviceName: demo-milvus, servicePort: 9091}}}", true},
      {"{kind: Ingress, metadata: {name: demo-milvus-l7}, spec: {}}", true},
      {"{kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: attu}}}}", false},
      {"{kind: Ingress, metadata: {name: web, namespace: other}, "
       "spec: {defaultBackend: {service: {name: demo-milvus}}}}",
       false},
      // Services: by the pods they select.
      {"{kind: Service, metadata: {name: second}, spec: {selector: {component: proxy}}}", true},
      {"{kind: Service, metadata: {name: demo-milvus-l7}, spec: {selector: {component: minio}}}", false},
      {"{apiVersion: v1, kind: Service, metadata: {name: demo-milvus, namespace: vectors}, "
       "spec: {selector: {component: proxy}}}",
       false},
      // NetworkPolicies: by the pods they select, all of them when nothing is said.
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {component: proxy}}}}", true},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {component: etcd}}}}", false},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}", true},
      {"{kind: NetworkPolicy, metadata: {name: p, namespace: other}, spec: {podSelector: {}}}", false},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: component, operator: In, values: [proxy, etcd]}]}}}",
       true},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: component, operator: In, values: [etcd]}]}}}",
       false},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: component, operator: NotIn, values: [proxy]}]}}}",
       false},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: component, operator: NotIn, values: [etcd]}, {key: absent, operator: NotIn, values: [x]}]}}}",
       true},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: component, operator: Exists}, {key: absent, operator: DoesNotExist}]}}}",
       true},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchExpressions: "
       "[{key: absent, operator: Exists}]}}}",
       false},
      {"{kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {component: proxy}, "
       "matchExpressions: [{key: component, operator: DoesNotExist}]}}}",
       false},
      // Everything else: clients, and names that are ours.
      {"{kind: BackendConfig, metadata: {name: demo-milvus-l7}}", true},
      {"{kind: BackendConfig, metadata: {name: other}}", false},
      {"{kind: Secret, metadata: {name: demo-milvus-l7-tls}}", true},
      {"{kind: Deployment, metadata: {name: attu}, spec: {template: {spec: {containers: "
       "[{env: [{name: MILVUS_URL, value: \"http://demo-milvus:19530\"}]}]}}}}",
       true},
      {"{kind: Deployment, metadata: {name: minio}, spec: {template: {spec: {containers: [{image: minio}]}}}}", false},
  };
  const Milvus found = milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.object);
    CHECK(concerns(yaml::read(c.object), found, {"demo-milvus-l7", "demo-milvus-l7-tls"}) == c.concerns);
  }
}

}  // namespace
}  // namespace l7::milvus
