// What serves somebody else is left as it is.

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"

namespace l7 {
namespace {

using namespace fixture;

/// An Ingress with a rule for Milvus and one for attu.
std::string shared_ingress(const std::string& annotations) {
  std::string text = ingress_yaml("apps", annotations);
  const std::string other =
      ", {host: attu.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: attu, port: "
      "{number: 3000}}}}]}}]}}";
  return text.replace(text.rfind("]}}"), 3, other);
}

struct Cloud {
  const char* name;
  std::string annotations;
};

const Cloud clouds[] = {{"gcp", "kubernetes.io/ingress.class: gce"}, {"aws", "kubernetes.io/ingress.class: alb"}};

TEST_CASE("An Ingress that serves others too is left as it is, and Milvus gets its own", "[shared]") {
  for (const Cloud& cloud : clouds) {
    INFO(cloud.name);
    const Release release = Release().add(shared_ingress(cloud.annotations));
    Wishes wishes = options_for(cloud.name);
    const Plan plan = release.plan(wishes);
    CHECK(has(plan, "shared-ingress"));
    CHECK(has(plan, "milvus-other-entry"));
    CHECK_FALSE(plan.refused());
    const Release after = release.after(wishes);
    CHECK(after.get("Ingress", "apps") == release.get("Ingress", "apps"));
    CHECK(after.find("Ingress", "demo-milvus-l7"));
    CHECK(after.plan(wishes).changes.empty());
    wishes.ingress_name = "apps";
    CHECK(has(release.plan(wishes), "shared-ingress-named"));
    CHECK(release.plan(wishes).refused());
    wishes.ingress_name = "another";
    CHECK_FALSE(release.plan(wishes).refused());
  }
}

TEST_CASE("A BackendConfig that another Service names is left as it is", "[shared][gcp]") {
  const char* config =
      "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: bc, namespace: vectors}, spec: "
      "{timeoutSec: 40}}";
  const auto web = [](const char* text) {
    return "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: vectors, annotations: "
           "{cloud.google.com/backend-config: '" +
           std::string(text) + "'}}, spec: {selector: {app: web}, ports: [{port: 80}]}}";
  };
  const Wishes wishes = options_for("gcp");
  for (const char* ours : {R"({"default":"bc"})", R"({"ports":{"milvus":"bc"}})"}) {
    INFO(ours);
    const Release alone = Release().add(config).annotate("cloud.google.com/backend-config", ours);
    CHECK_FALSE(alone.after(wishes).get("BackendConfig", "bc") == alone.get("BackendConfig", "bc"));
    for (const char* theirs : {R"({"default":"bc"})", R"({"ports":{"80":"bc"}})"}) {
      const Release both = Release(alone).add(web(theirs));
      CHECK(has(both.plan(wishes), "gcp-backend-config-shared"));
      const Release after = both.after(wishes);
      CHECK(after.get("BackendConfig", "bc") == both.get("BackendConfig", "bc"));
      CHECK(after.find("BackendConfig", "demo-milvus-l7"));
      CHECK(annotation(after.get("Service", "demo-milvus"), "cloud.google.com/backend-config")
                .find(R"("demo-milvus-l7")") != std::string::npos);
      CHECK(after.plan(wishes).changes.empty());
    }
    const Release other = Release(alone).add(web(R"({"default":"bcd"})"));
    CHECK_FALSE(has(other.plan(wishes), "gcp-backend-config-shared"));
  }
}

TEST_CASE("A certificate is added to those of an Ingress found there", "[shared][gcp]") {
  Wishes wishes = options_for("gcp");
  wishes.options[tls_secret] = "mine";
  const Release release = Release().add(
      ingress_yaml("web", "kubernetes.io/ingress.class: gce", "tls: [{secretName: theirs, hosts: [a.b]}], "));
  const Value after = release.after(wishes).get("Ingress", "web");
  CHECK(*after.find(Path{"spec", "tls"}) == yaml::read("[{secretName: theirs, hosts: [a.b]}, {secretName: mine}]"));
  wishes.options[tls_secret] = "theirs";
  CHECK(lines_of(release.plan(wishes), "Ingress").size() == 1);
}

TEST_CASE("Port 80 stays open where cert-manager proves the name on it", "[shared][gcp]") {
  const char* key = "kubernetes.io/ingress.allow-http";
  const std::string challenge = "acme.cert-manager.io/http01-edit-in-place";
  Wishes wishes = options_for("gcp");
  const Release there =
      Release().add(ingress_yaml("web", "kubernetes.io/ingress.class: gce, " + challenge + ": 'true'"));
  CHECK(has(there.plan(wishes), "gcp-http-challenge"));
  CHECK(annotation(there.after(wishes).get("Ingress", "web"), key).empty());
  wishes.annotations = {{challenge, "true"}};
  CHECK(annotation(Release().after(wishes).get("Ingress", "demo-milvus-l7"), key).empty());
  wishes.annotations = {{challenge, "false"}};
  CHECK(annotation(Release().after(wishes).get("Ingress", "demo-milvus-l7"), key) == "false");
}

TEST_CASE("The name that external-dns keeps for the Service goes over to the Ingress", "[shared]") {
  const char* key = "external-dns.alpha.kubernetes.io/hostname";
  for (const Cloud& cloud : clouds) {
    const Wishes wishes = options_for(cloud.name);
    const Release release = Release().type("LoadBalancer").annotate(key, "db.example.com");
    CHECK(has(release.plan(wishes), "external-dns"));
    CHECK(annotation(release.after(wishes).get("Ingress", "demo-milvus-l7"), key) == "db.example.com");
    CHECK(release.after(wishes).plan(wishes).changes.empty());
    CHECK_FALSE(has(release.after(wishes).plan(wishes), "external-dns"));
  }
}

TEST_CASE("What the Service says of the target group is set right for gRPC", "[shared][aws]") {
  const std::string alb = "alb.ingress.kubernetes.io/";
  Release release;
  for (const auto& [key, value] : {std::pair("backend-protocol-version", "HTTP2"),
                                   {"target-type", "instance"},
                                   {"healthcheck-path", "/healthz"},
                                   {"success-codes", "200"}}) {
    release.annotate((alb + key).c_str(), value);
  }
  const Wishes wishes = options_for("aws");
  CHECK(has(release.plan(wishes), "aws-service-annotation"));
  const Value service = release.after(wishes).get("Service", "demo-milvus");
  CHECK(annotation(service, alb + "backend-protocol-version") == "GRPC");
  CHECK(annotation(service, alb + "target-type") == "ip");
  CHECK(annotation(service, alb + "healthcheck-path").empty());
  CHECK(annotation(service, alb + "success-codes").empty());
  CHECK_FALSE(has(release.after(wishes).plan(wishes), "aws-service-annotation"));
  CHECK(
      lines_of(Release().annotate((alb + "backend-protocol-version").c_str(), "GRPC").plan(wishes), "Service").empty());
}

TEST_CASE("A Service with IPv6 addresses gets a load balancer that has both", "[aws]") {
  const char* key = "alb.ingress.kubernetes.io/ip-address-type";
  const Wishes wishes = options_for("aws");
  for (const char* families : {"[IPv4, IPv6]", "[IPv6]", "[IPv4]"}) {
    Release release;
    release.service().set(Path{"spec", "ipFamilies"}, yaml::read(families));
    const bool both = std::string(families).find('6') != std::string::npos;
    CHECK(annotation(release.after(wishes).get("Ingress", "demo-milvus-l7"), key) == (both ? "dualstack" : ""));
  }
}

TEST_CASE("What cannot be changed is found before anything is", "[milvus][gcp]") {
  const Wishes wishes = options_for("gcp");
  Release release;
  release.config_map().set("immutable", true);
  release.workload().set(Path{"spec", "paused"}, true);
  CHECK(has(release.plan(wishes), "milvus-config-immutable-here"));
  CHECK(has(release.plan(wishes), "milvus-paused-here"));
  CHECK_FALSE(release.plan(wishes).refused());
  release.config_map().set(Path{"metadata", "resourceVersion"}, "1");
  release.workload().set(Path{"metadata", "resourceVersion"}, "1");
  CHECK(has(release.plan(wishes), "milvus-config-immutable"));
  CHECK(has(release.plan(wishes), "milvus-paused"));
  // Nothing is changed in either: Milvus speaks TLS already.
  const Release done = Release().after(wishes);
  CHECK_FALSE(has(done.plan(wishes), "milvus-config-immutable"));
  CHECK_FALSE(has(release.plan(options_for("aws")), "milvus-paused"));
}

TEST_CASE("What is being deleted is not built on", "[shared]") {
  const char* gone = "2026-11-28T10:00:00Z";
  for (const Cloud& cloud : clouds) {
    const Wishes wishes = options_for(cloud.name);
    Release ours = Release().after(wishes);
    Value ingress = ours.get("Ingress", "demo-milvus-l7");
    ingress.set(Path{"metadata", "deletionTimestamp"}, gone);
    const Release again = Release().add(to_json(ingress));
    CHECK(has(again.plan(wishes), "being-deleted"));
    CHECK(again.plan(wishes).refused());
  }
}

}  // namespace
}  // namespace l7
