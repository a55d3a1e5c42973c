#include "entry/route.h"

#include "catch.h"
#include "milvus/fixture.h"
#include "milvus/milvus.h"
#include "yaml/read.h"

namespace l7 {
namespace {

milvus::Milvus release() {
  using namespace milvus::fixture;
  const Value proxy = milvus::fixture::proxy();
  const Value front = service();
  return {*milvus::server_in(proxy),
          {},
          {ref_of(front), front, ""},
          *milvus::port_to(front, *milvus::server_in(proxy)),
          {}};
}

Object route(const std::string& spec, const std::string& kind = "GRPCRoute") {
  Value value = yaml::read("{apiVersion: gateway.networking.k8s.io/v1, kind: " + kind +
                           ", metadata: {name: r, namespace: vectors}, spec: {" + spec + "}}");
  return {ref_of(value), value, ""};
}

TEST_CASE("A route leads to Milvus by its backends", "[route]") {
  const milvus::Milvus milvus = release();
  struct Case {
    const char* backend;
    bool leads;
  };
  const Case cases[] = {
      {"name: demo-milvus, port: 19530", true},
      {"name: demo-milvus, port: 19530, kind: Service, group: '', namespace: vectors", true},
      {"name: demo-milvus, port: 9091", false},
      {"name: demo-milvus", false},
      {"name: attu, port: 19530", false},
      {"name: demo-milvus, port: 19530, namespace: elsewhere", false},
      {"name: demo-milvus, port: 19530, kind: Bucket, group: storage.example.com", false},
  };
  for (const Case& c : cases) {
    INFO(c.backend);
    const std::string rules = "rules: [{}, {backendRefs: [{name: x, port: 1}, {" + std::string(c.backend) + "}]}]";
    CHECK(route_leads_to(route(rules), milvus) == c.leads);
  }
  CHECK_FALSE(route_leads_to(route(""), milvus));
}

TEST_CASE("Whatever names the Service with its port is a way in", "[route]") {
  const milvus::Milvus milvus = release();
  struct Case {
    const char* object;
    bool leads;
  };
  const Case cases[] = {
      {"{apiVersion: networking.istio.io/v1, kind: VirtualService, spec: {http: [{route: [{destination: {host: "
       "demo-milvus.vectors.svc.cluster.local, port: {number: 19530}}}]}]}}",
       true},
      {"{apiVersion: projectcontour.io/v1, kind: HTTPProxy, spec: {routes: [{services: [{name: demo-milvus, port: "
       "19530}]}]}}",
       true},
      {"{apiVersion: traefik.io/v1alpha1, kind: IngressRouteTCP, spec: {routes: [{services: [{name: demo-milvus, "
       "port: 19530}]}]}}",
       true},
      {"{apiVersion: route.openshift.io/v1, kind: Route, spec: {to: {kind: Service, name: demo-milvus}}}", true},
      {"{apiVersion: getambassador.io/v2, kind: Mapping, spec: {service: 'demo-milvus:19530'}}", true},
      {"{apiVersion: getambassador.io/v2, kind: Mapping, spec: {service: 'demo-milvus:9091'}}", false},
      {"{apiVersion: gateway.networking.k8s.io/v1alpha2, kind: TCPRoute, spec: {rules: [{backendRefs: [{name: "
       "demo-milvus, port: 19530}]}]}}",
       true},
      {"{apiVersion: projectcontour.io/v1, kind: HTTPProxy, spec: {routes: [{services: [{name: attu, port: 3000}]}]}}",
       false},
      {"{apiVersion: cert-manager.io/v1, kind: Certificate, spec: {dnsNames: [demo-milvus.vectors.svc]}}", false},
      {"{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {scaleTargetRef: {kind: Deployment, name: "
       "demo-milvus}}}",
       false},
      {"{apiVersion: v1, kind: ConfigMap, data: {'9000': 'vectors/demo-milvus:19530'}}", true},
      {"{apiVersion: v1, kind: ConfigMap, data: {'9000': 'vectors/demo-milvus:19530::PROXY'}}", true},
      {"{apiVersion: v1, kind: ConfigMap, data: {'9000': 'other/demo-milvus:19530'}}", false},
      {"{apiVersion: v1, kind: ConfigMap, data: {uri: 'demo-milvus:19530'}}", false},
  };
  for (const Case& c : cases) {
    INFO(c.object);
    Value value = yaml::read(c.object);
    value.set(Path{"metadata", "namespace"}, "vectors");
    CHECK(is_way_in({ref_of(value), value, ""}, milvus) == c.leads);
  }
}

TEST_CASE("Routes are of the Gateway API, and name what they belong to", "[route]") {
  CHECK(is_route(route("").ref));
  CHECK(is_route(route("", "HTTPRoute").ref));
  CHECK_FALSE(is_route(route("", "TCPRoute").ref));
  CHECK_FALSE(is_route({"example.com/v1", "GRPCRoute", "vectors", "r"}));
  CHECK(parents_of(route("")).empty());
  CHECK(parents_of(route("parentRefs: [{name: a}, {name: b, kind: ListenerSet}]")) == "Gateway a, ListenerSet b");
}

}  // namespace
}  // namespace l7
