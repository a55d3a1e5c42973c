#include "observe/observe.h"

#include "catch.h"
#include "milvus/fixture.h"
#include "model/kinds.h"
#include "observe/concern.h"
#include "observe/typed.h"
#include "yaml/edit.h"

namespace l7 {
namespace {

using namespace milvus::fixture;

TEST_CASE("What was not seen is unknown unless all of its kind were", "[observe]") {
  Observed seen;
  seen.neighbours.push_back({{"v1", "Secret", "vectors", "a"}, Value::map(), ""});
  CHECK(seen.presence(kinds::secret, "a") == Presence::present);
  CHECK(seen.presence(kinds::secret, "b") == Presence::unknown);
  CHECK(seen.presence(kinds::config_map, "a") == Presence::unknown);
  seen.kinds.complete = {"Secret"};
  CHECK(seen.presence(kinds::secret, "a") == Presence::present);
  CHECK(seen.presence(kinds::secret, "b") == Presence::absent);
  CHECK(seen.find(kinds::secret, "b") == nullptr);
  CHECK(seen.find(kinds::secret, "a") == &seen.neighbours.front());
}

TEST_CASE("Objects that bear on Milvus are told from those that do not", "[observe]") {
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
      // Routes: by where they lead.
      {"{kind: GRPCRoute, metadata: {name: r}, spec: {rules: [{backendRefs: [{name: demo-milvus, port: 19530}]}]}}",
       true},
      {"{kind: HTTPRoute, metadata: {name: r}, spec: {rules: [{}, {backendRefs: [{name: demo-milvus, port: 19530}]}]}}",
       true},
      {"{kind: GRPCRoute, metadata: {name: r}, spec: {rules: [{backendRefs: [{name: attu, port: 19530}]}]}}", false},
      {"{kind: GRPCRoute, metadata: {name: demo-milvus-l7}, spec: {}}", false},
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
      // Everything else: clients, and what a cloud asks for.
      {"{kind: BackendConfig, metadata: {name: demo-milvus-l7}}", true},
      {"{kind: BackendConfig, metadata: {name: other}}", true},
      {"{kind: ConfigMap, metadata: {name: other}}", false},
      {"{kind: ConfigMap, metadata: {name: other}, data: {uri: 'demo-milvus:19530'}}", true},
      {"{kind: Pod, metadata: {name: other}, spec: {containers: [{args: [milvus, run, proxy]}]}}", true},
      {"{kind: EndpointSlice, metadata: {name: a, labels: {kubernetes.io/service-name: demo-milvus}}}", true},
      {"{kind: EndpointSlice, metadata: {name: a, labels: {kubernetes.io/service-name: attu}}}", false},
      // Kinds are told by their group too.
      {"{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {spec: {containers: "
       "[]}}}}",
       false},
      {"{apiVersion: config.openshift.io/v1, kind: Ingress, metadata: {name: demo-milvus-l7}, spec: {}}", true},
      // Of another namespace only what a cloud asked for is handed over.
      {"{kind: Deployment, metadata: {name: controller, namespace: kube-system}, spec: {template: {spec: {}}}}", true},
      {"{kind: Secret, metadata: {name: demo-milvus-l7-tls}}", true},
      {"{kind: Deployment, metadata: {name: attu}, spec: {template: {spec: {containers: "
       "[{env: [{name: MILVUS_URL, value: \"http://demo-milvus:19530\"}]}]}}}}",
       true},
      {"{kind: Deployment, metadata: {name: minio}, spec: {template: {spec: {containers: [{image: minio}]}}}}", false},
  };
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), service());
  for (const Case& c : cases) {
    INFO(c.object);
    const Value object = l7::fixture::typed(yaml::read(c.object));
    CHECK(concerns({ref_of(object), object, ""}, found, {"demo-milvus-l7", "demo-milvus-l7-tls"}) == c.concerns);
  }
}

/// One ConfigMap, and nothing else.
class OneObject final : public ObjectsView {
 public:
  explicit OneObject(Object object) : object_(std::move(object)) {}
  void each(const milvus::Milvus&, const std::set<std::string>&, const Visit&) const override {}
  std::optional<Object> find(const ObjectRef& ref) const override {
    return ref.name == object_.ref.name ? std::optional(object_) : std::nullopt;
  }
  const KnownKinds& kinds() const override { return kinds_; }

 private:
  Object object_;
  KnownKinds kinds_;
};

TEST_CASE("The settings are changed in the object as it is written: a manifest may leave its namespace out",
          "[observe]") {
  const Value map =
      yaml::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: demo-milvus}, data: {user.yaml: 'a: 1'}}");
  const milvus::Milvus found = milvus::fixture::milvus(proxy(), service());
  const Observed seen = observe(found, {}, OneObject({ref_of(map), map, ""}), yaml::text_format());
  CHECK(seen.milvus.config.presence == Presence::present);
  CHECK(seen.milvus.config.user.get("a") == "1");
  CHECK(seen.milvus.server.settings.object == ref_of(map));
}

}  // namespace
}  // namespace l7
