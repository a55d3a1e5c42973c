#include "entry/ingress.h"

#include "catch.h"
#include "milvus/fixture.h"

namespace l7 {
namespace {

using namespace milvus::fixture;

std::vector<std::string> backends(const char* ingress) {
  std::vector<std::string> found;
  const Value object = yaml::read(ingress);
  for (const Backend& backend : ingress_api().read({ref_of(object), object, ""}).backends) {
    found.push_back(backend.service + ':' + backend.port);
  }
  return found;
}

TEST_CASE("Backends are read in both versions of an Ingress", "[entry]") {
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
Entry leading_to(const std::string& service_name, const std::string& port) {
  const Value object = yaml::read(
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors}, " +
      ("spec: {rules: [{http: {paths: [{backend: {service: {name: " + service_name) + ", port: " + port + "}}}]}}]}}");
  return *read_entry({ref_of(object), object, ""});
}

TEST_CASE("An Ingress leads to Milvus by number or name of its port", "[entry]") {
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
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.service << " " << c.port);
    CHECK(leads_to(leading_to(c.service, c.port), found) == c.routes);
  }
}

TEST_CASE("A port without a name is no wildcard", "[entry]") {
  Value in_front = service();
  in_front.set(Path{"spec", "ports"}, yaml::read("[{port: 19530, targetPort: 19530}]"));
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), in_front);
  CHECK_FALSE(leads_to(leading_to("demo-milvus", "{name: \"\"}"), found));
  CHECK(leads_to(leading_to("demo-milvus", "{number: 19530}"), found));
}

TEST_CASE("What an Ingress says is read, wherever its version keeps it", "[entry]") {
  const Value object = yaml::read(
      "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: web, annotations: "
      "{kubernetes.io/ingress.class: "
      "gce}}, spec: {ingressClassName: alb, tls: [{secretName: a, hosts: [x.example.com]}, {hosts: []}], rules: "
      "[{host: "
      "x.example.com}, {http: {}}]}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}, {hostname: "
      "lb.example.com}]}}}");
  const auto entry = read_entry({ref_of(object), object, ""});
  REQUIRE(entry);
  CHECK(entry->class_name == "alb");
  CHECK(entry->class_annotation == "gce");
  CHECK(entry->hosts == std::vector<std::string>{"x.example.com"});
  CHECK(entry->has_tls);
  REQUIRE(entry->certificates.size() == 1);
  CHECK(entry->certificates.front().secret == "a");
  CHECK(entry->certificates.front().hosts == std::vector<std::string>{"x.example.com"});
  CHECK(entry->addresses == std::vector<std::string>{"203.0.113.7", "lb.example.com"});
  CHECK_FALSE(entry->served);
}

TEST_CASE("A kind of the same name in another group is no entry", "[entry]") {
  const Value object = yaml::read("{apiVersion: config.openshift.io/v1, kind: Ingress, metadata: {name: cluster}}");
  CHECK_FALSE(read_entry({ref_of(object), object, ""}));
}

TEST_CASE("What an entry serves beside Milvus is told", "[entry]") {
  const Value object = yaml::read(
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors}, spec: "
      "{defaultBackend: {service: {name: attu, port: {number: 80}}}, rules: [{http: {paths: [{backend: {service: "
      "{name: "
      "demo-milvus, port: {number: 19530}}}}]}}]}}");
  const auto entry = read_entry({ref_of(object), object, ""});
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), service());
  CHECK(leads_to(*entry, found));
  const std::vector<Backend> others = other_backends(*entry, found);
  REQUIRE(others.size() == 1);
  CHECK(others.front().service == "attu");
}

TEST_CASE("A spec beside the one that is there keeps what it serves", "[entry]") {
  const Value object = yaml::read(
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors}, spec: {rules: "
      "[{host: "
      "a.example.com, http: {paths: [{backend: {service: {name: attu, port: {number: 80}}}}]}}]}}");
  const auto entry = read_entry({ref_of(object), object, ""});
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), service());
  CHECK(ingress_api().spec_beside(*entry, {found, {}, "", ""}) == Value::map());
  const Value spec = ingress_api().spec_beside(*entry, {found, {"a.example.com"}, "", "pair"});
  CHECK(spec.find("rules")->items().size() == 2);
  CHECK(spec.text_at({"rules", std::size_t{0}, "http", "paths", std::size_t{0}, "backend", "service", "name"}) ==
        "attu");
  CHECK(spec.text_at({"tls", std::size_t{0}, "secretName"}) == "pair");
}

TEST_CASE("The address of an Ingress is awaited, and gone while it is deleted", "[entry]") {
  const auto address = [](const std::string& metadata, const std::string& status) {
    const Value object = yaml::read("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, " +
                                    metadata + "}, status: {loadBalancer: {ingress: [" + status + "]}}}");
    return ingress_api().address(*read_entry({ref_of(object), object, ""}));
  };
  CHECK(address("", "").state == State::waiting);
  CHECK(address("", "{ip: 203.0.113.7}").state == State::ready);
  CHECK(address("", "{ip: 203.0.113.7}").value == "203.0.113.7");
  CHECK(address("deletionTimestamp: '2026-01-01T00:00:00Z'", "{ip: 203.0.113.7}").state == State::failed);
}

}  // namespace
}  // namespace l7
