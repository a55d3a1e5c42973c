#include "catch.h"
#include "cloud/fixture.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const clouds[] = {"gcp", "aws"};

/// The lines of the changes that take the old entry away.
Lines cutover(const Plan& plan) {
  Lines found;
  for (const Change& change : plan.changes) {
    if (change.phase == Phase::cutover) found.push_back(line_of(change));
  }
  return found;
}

TEST_CASE("The Service becomes ClusterIP and loses what such a one may not have", "[layer4]") {
  struct Case {
    const char* spec;
    Lines changes;
  };
  const Case cases[] = {
      {"{type: ClusterIP}", {}},
      {"{type: null}", {}},
      {"{type: LoadBalancer}", {"Service spec.type: \"LoadBalancer\" -> \"ClusterIP\""}},
      {"{type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0]}",
       {"Service spec.type: \"LoadBalancer\" -> \"ClusterIP\"",
        "Service spec.loadBalancerSourceRanges: [\"0.0.0.0/0\"] -> nothing"}},
      {"{type: LoadBalancer, loadBalancerIP: 10.0.0.9, loadBalancerClass: x, allocateLoadBalancerNodePorts: false, "
       "healthCheckNodePort: 30001, externalTrafficPolicy: Local}",
       {"Service spec.type: \"LoadBalancer\" -> \"ClusterIP\"", "Service spec.loadBalancerIP: \"10.0.0.9\" -> nothing",
        "Service spec.loadBalancerClass: \"x\" -> nothing",
        "Service spec.allocateLoadBalancerNodePorts: false -> nothing",
        "Service spec.healthCheckNodePort: 30001 -> nothing",
        "Service spec.externalTrafficPolicy: \"Local\" -> nothing"}},
      {"{type: NodePort, ports: [{name: milvus, port: 19530, targetPort: milvus, nodePort: 30530}, "
       "{name: metrics, port: 9091, targetPort: metrics, nodePort: 30091}]}",
       {"Service spec.type: \"NodePort\" -> \"ClusterIP\"", "Service spec.ports[0].nodePort: 30530 -> nothing",
        "Service spec.ports[1].nodePort: 30091 -> nothing"}},
      {"{type: ClusterIP, loadBalancerSourceRanges: [0.0.0.0/0]}",
       {"Service spec.loadBalancerSourceRanges: [\"0.0.0.0/0\"] -> nothing"}},
      {"{clusterIP: None, internalTrafficPolicy: Local, sessionAffinity: ClientIP}", {}},
  };
  for (const char* cloud : clouds) {
    for (const Case& c : cases) {
      INFO(cloud << ": " << c.spec);
      Release release;
      const Value fields = yaml::read(c.spec);
      for (const auto& [key, value] : fields.members()) release.service().set(Path{"spec", key}, value);
      CHECK(cutover(release.plan(options_for(cloud))) == c.changes);
    }
  }
}

TEST_CASE("External addresses of a ClusterIP Service are another way in", "[layer4]") {
  for (const char* cloud : clouds) {
    Release release;
    CHECK_FALSE(has(release.plan(options_for(cloud)), "milvus-other-entry"));
    release.service().set(Path{"spec", "externalIPs"}, Value::list({"192.0.2.7"}));
    CHECK(has(release.plan(options_for(cloud)), "milvus-other-entry"));
  }
}

TEST_CASE("Routes of the Gateway API are another way in: they were not seen", "[layer4]") {
  const char* const route =
      "{kind: GRPCRoute, metadata: {name: r, namespace: vectors}, spec: {parentRefs: [{name: gw}], rules: "
      "[{backendRefs: [{name: demo-milvus, port: 19530}]}]}}";
  for (const char* cloud : clouds) {
    Release release;
    release.see(route);
    const Plan plan = release.plan(options_for(cloud));
    const auto found = std::find_if(plan.findings.begin(), plan.findings.end(), [](const Finding& finding) {
      return finding.kind->id == std::string_view("milvus-other-entry");
    });
    REQUIRE(found != plan.findings.end());
    CHECK(found->seen == "GRPCRoute vectors/r also leads to Milvus, from Gateway gw");
    const Hop address = release.health(options_for(cloud)).hops.front();
    CHECK(address.reason == "GRPCRoute vectors/r leads to Milvus, and no Ingress; kubectl milvus-l7 enable makes it");
  }
}

TEST_CASE("Annotations of the layer 4 balancer stay with a note but for the one that is rejected", "[layer4]") {
  struct Case {
    const char* key;
    Lines changes;
    bool noted;
  };
  const Case cases[] = {
      {"service.beta.kubernetes.io/load-balancer-source-ranges",
       {"Service metadata.annotations[\"service.beta.kubernetes.io/load-balancer-source-ranges\"]: \"v\" -> nothing"},
       false},
      {"service.beta.kubernetes.io/aws-load-balancer-type", {}, true},
      {"service.beta.kubernetes.io/azure-load-balancer-internal", {}, true},
      {"networking.gke.io/load-balancer-type", {}, true},
      {"networking.gke.io/internal-load-balancer-allow-global-access", {}, true},
      {"cloud.google.com/load-balancer-type", {}, true},
      {"example.com/owner", {}, false},
      {"prometheus.io/scrape", {}, false},
  };
  for (const char* cloud : clouds) {
    for (const Case& c : cases) {
      INFO(cloud << ": " << c.key);
      Release release;
      release.annotate(c.key, "v");
      const Plan plan = release.plan(options_for(cloud));
      CHECK(cutover(plan) == c.changes);
      CHECK(has(plan, "layer4-annotation") == c.noted);
      for (const Finding& finding : plan.findings) {
        if (finding.kind->id == "layer4-annotation") CHECK(finding.seen == std::string(c.key) + ": v");
      }
    }
  }
}

TEST_CASE("Other ways in are reported", "[layer4]") {
  struct Case {
    std::string object;
    const char* finding;
    const char* seen;
  };
  const std::string second = "{apiVersion: v1, kind: Service, metadata: {name: second, namespace: vectors}, spec: {";
  const Case cases[] = {
      {second + "type: LoadBalancer, selector: {component: proxy}}}", "milvus-other-entry",
       "Service vectors/second (LoadBalancer) selects the same pods"},
      {second + "type: NodePort, selector: {component: proxy}}}", "milvus-other-entry",
       "Service vectors/second (NodePort) selects the same pods"},
      {second + "type: ClusterIP, selector: {component: proxy}}}", "", ""},
      {second + "type: LoadBalancer, selector: {component: minio}}}", "", ""},
      {ingress_yaml("web", "kubernetes.io/ingress.class: nginx"), "milvus-other-entry",
       "Ingress vectors/web also leads to Milvus"},
      {ingress_yaml("web", "kubernetes.io/ingress.class: nginx", "", "name: milvus"), "milvus-other-entry",
       "Ingress vectors/web also leads to Milvus"},
      {ingress_yaml("web", ""), "milvus-other-entry", "Ingress vectors/web also leads to Milvus"},
      {"{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: web, namespace: vectors, annotations: "
       "{kubernetes.io/ingress.class: nginx}}, "
       "spec: {backend: {serviceName: demo-milvus, servicePort: 19530}}}",
       "milvus-other-entry", "Ingress vectors/web also leads to Milvus"},
      {ingress_yaml("web", "kubernetes.io/ingress.class: nginx", "", "number: 9091"), "milvus-metrics-exposed",
       "Ingress vectors/web leads to port 9091"},
      {ingress_yaml("web", "kubernetes.io/ingress.class: nginx", "", "name: metrics"), "milvus-metrics-exposed",
       "Ingress vectors/web leads to port metrics"},
  };
  for (const char* cloud : clouds) {
    for (const Case& c : cases) {
      INFO(cloud << ": " << c.object);
      const Plan plan = Release().add(c.object).plan(options_for(cloud));
      CHECK(has(plan, "milvus-other-entry") == (std::string(c.finding) == "milvus-other-entry"));
      CHECK(has(plan, "milvus-metrics-exposed") == (std::string(c.finding) == "milvus-metrics-exposed"));
      for (const Finding& finding : plan.findings) {
        if (finding.kind->id == c.finding) CHECK(finding.seen == c.seen);
      }
      CHECK(lines_of(plan, "Ingress") == Lines{"+ Ingress demo-milvus-l7"});
    }
  }
}

TEST_CASE("The metrics port is known by where it leads: it had been known by its name", "[layer4]") {
  for (const char* cloud : clouds) {
    Release release;
    release.service().set(Path{"spec", "ports"}, yaml::read("[{name: milvus, port: 19530, targetPort: milvus}, "
                                                            "{name: mon, port: 80, targetPort: metrics}, "
                                                            "{name: raw, port: 81, targetPort: 9091}, "
                                                            "{name: app, port: 82, targetPort: 8888}]"));
    struct Case {
      const char* port;
      bool exposed;
    };
    for (const Case& c : {Case{"name: mon", true},
                          {"number: 80", true},
                          {"name: raw", true},
                          {"number: 81", true},
                          {"number: 82", false},
                          {"name: app", false},
                          {"number: 19530", false}}) {
      INFO(cloud << ": " << c.port);
      Release with = release;
      with.add(ingress_yaml("web", "kubernetes.io/ingress.class: nginx", "", c.port));
      CHECK(has(with.plan(options_for(cloud)), "milvus-metrics-exposed") == c.exposed);
    }
  }
}

TEST_CASE("Metrics behind the adopted Ingress are reported: they had been passed over", "[layer4]") {
  struct Case {
    const char* cloud;
    const char* annotations;
  };
  for (const Case& c : {Case{"gcp", "kubernetes.io/ingress.class: gce"}, {"aws", "kubernetes.io/ingress.class: alb"}}) {
    const char* spec = "defaultBackend: {service: {name: demo-milvus, port: {number: 9091}}}, ";
    const Plan plan = Release().add(ingress_yaml("web", c.annotations, spec)).plan(options_for(c.cloud));
    CHECK(has(plan, "milvus-metrics-exposed"));
    CHECK(has(plan, std::string(c.cloud) + "-ingress-kept"));
  }
}

TEST_CASE("Every change has an object and a reason and the phases come for everything", "[layer4]") {
  for (const char* cloud : clouds) {
    const Plan plan = Release().type("LoadBalancer").plan(options_for(cloud));
    CHECK_FALSE(plan.changes.empty());
    for (const Change& change : plan.changes) {
      INFO(line_of(change));
      CHECK_FALSE(change.why.empty());
      CHECK_FALSE(change.object.kind.empty());
      CHECK_FALSE(change.object.name.empty());
      CHECK(change.object.name_space == "vectors");
    }
  }
}

}  // namespace
}  // namespace l7
