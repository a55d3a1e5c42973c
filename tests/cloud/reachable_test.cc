// Every kind of finding has a release that shows it: a kind that none can show is dead.

#include <map>
#include <set>

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/findings.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "milvus/findings.h"

namespace l7 {
namespace {

using namespace fixture;

struct Sighting {
  const char* id;
  Severity severity;
  Wishes wishes;
  Release release;
};

Wishes on(
    const char* cloud, void (*ask)(Wishes&) = [](Wishes&) {}) {
  Wishes wishes = options_for(cloud);
  ask(wishes);
  return wishes;
}

Release bent(void (*bend)(Release&)) {
  Release release;
  bend(release);
  return release;
}

void limit_addresses(Release& release) {
  release.type("LoadBalancer");
  release.service().set(Path{"spec", "loadBalancerSourceRanges"}, yaml::read("[10.0.0.0/8]"));
}

std::vector<Sighting> milvus_sightings() {
  const std::string nginx = ingress_yaml("web", "kubernetes.io/ingress.class: nginx");
  const std::string metrics = ingress_yaml("web", "kubernetes.io/ingress.class: nginx", "", "number: 9091");
  return {
      {"milvus-mutual-tls", Severity::error, on("gcp"), Release().user_yaml("common.security.tlsMode: 2")},
      {"milvus-tls-variable", Severity::error, on("gcp"), Release().variable("COMMON_SECURITY_TLSMODE", "0")},
      {"milvus-http-port-variable", Severity::error, on("gcp"), Release().variable("PROXY_HTTP_PORT", "19530")},
      {"milvus-config-not-seen", Severity::error, on("gcp"), Release().no_config_map()},
      {"milvus-no-user-yaml", Severity::error, on("gcp"), bent([](Release& release) {
         release.workload().set({"spec", "template", "spec", "containers", std::size_t{0}, "volumeMounts"},
                                Value::list());
       })},
      {"milvus-settings-in-secret", Severity::error, on("gcp"), bent([](Release& release) {
         release.workload().set({"spec", "template", "spec", "volumes"},
                                yaml::read("[{name: milvus-config, secret: {secretName: hidden}}]"));
       })},
      {"milvus-environment-unknown", Severity::warning, on("aws"), bent([](Release& release) {
         release.workload().set({"spec", "template", "spec", "containers", std::size_t{0}, "envFrom"},
                                yaml::read("[{secretRef: {name: hidden}}]"));
       })},
      {"milvus-settings-apart", Severity::error, on("gcp"), bent([](Release& release) {
         Value other = release.workload();
         other.set(Path{"metadata", "name"}, "second");
         other.set({"spec", "template", "spec", "volumes"},
                   yaml::read("[{name: milvus-config, configMap: {name: second}}]"));
         release.also(other);
       })},
      {"milvus-not-restarted", Severity::error, on("gcp"), bent([](Release& release) {
         release.workload().set(Path{"spec", "updateStrategy", "type"}, "OnDelete");
       })},
      {"milvus-plaintext-entry", Severity::warning, on("gcp"), Release().add(nginx)},
      {"milvus-settings-shared", Severity::warning, on("gcp"), bent([](Release& release) {
         Value other = release.workload();
         other.set(Path{"metadata", "name"}, "readers");
         other.set({"spec", "template", "metadata", "labels", "component"}, "readers");
         release.see(to_json(other));
       })},
      {"milvus-plaintext-probe", Severity::error, on("gcp"), bent([](Release& release) {
         release.workload().set({"spec", "template", "spec", "containers", std::size_t{0}, "livenessProbe"},
                                yaml::read("{grpc: {port: 19530}}"));
       })},
      {"milvus-operator", Severity::error, on("aws"), bent([](Release& release) {
         release.service().set(Path{"metadata", "ownerReferences"},
                               yaml::read("[{apiVersion: milvus.io/v1beta1, kind: Milvus, name: demo}]"));
       })},
      {"milvus-config-immutable-here", Severity::warning, on("gcp"),
       bent([](Release& release) { release.config_map().set("immutable", true); })},
      {"milvus-config-immutable", Severity::error, on("gcp"), bent([](Release& release) {
         release.config_map().set("immutable", true);
         release.config_map().set(Path{"metadata", "resourceVersion"}, "1");
       })},
      {"milvus-paused-here", Severity::warning, on("gcp"), bent([](Release& release) {
         release.workload().set(Path{"spec", "paused"}, true);
       })},
      {"milvus-paused", Severity::error, on("gcp"), bent([](Release& release) {
         release.workload().set(Path{"spec", "paused"}, true);
         release.workload().set(Path{"metadata", "resourceVersion"}, "1");
       })},
      {"milvus-public-key", Severity::warning, on("gcp"), Release().user_yaml("")},
      {"milvus-plaintext-client", Severity::warning, on("gcp"), Release().add(attu_yaml)},
      {"milvus-restart", Severity::warning, on("gcp"), bent([](Release& release) {
         release.workload().set({"spec", "strategy", "type"}, "Recreate");
       })},
      {"milvus-rest-moves", Severity::note, on("gcp"), Release()},
      {"milvus-other-entry", Severity::warning, on("aws"), Release().add(nginx)},
      {"milvus-metrics-exposed", Severity::warning, on("aws"), Release().add(metrics)},
  };
}

std::vector<Sighting> cloud_sightings() {
  const std::string taken =
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: demo-milvus-l7, namespace: vectors}}";
  const std::string gce = "kubernetes.io/ingress.class: gce";
  const std::string leaving =
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: demo-milvus-l7, namespace: vectors, "
      "deletionTimestamp: '2026-11-28T10:00:00Z', annotations: {" +
      gce + "}, labels: {milvus-l7/service: demo-milvus}}}";
  const std::string shared = ingress_yaml("apps", gce, "defaultBackend: {service: {name: attu, port: {number: 80}}}, ");
  const std::string alb = "kubernetes.io/ingress.class: alb";
  return {
      {"name-taken", Severity::error, on("aws"), Release().add(taken)},
      {"other-cloud", Severity::error, on("gcp"), Release().after(options_for("aws"))},
      {"layer4-annotation", Severity::note, on("aws"),
       Release().annotate("service.beta.kubernetes.io/aws-load-balancer-type", "nlb")},
      {"stays-internal", Severity::note, on("gcp"),
       Release().type("LoadBalancer").annotate("networking.gke.io/load-balancer-type", "Internal")},
      {"access-limit", Severity::error, on("aws"),
       Release().type("LoadBalancer").annotate("service.beta.kubernetes.io/aws-load-balancer-security-groups", "sg-1")},
      {"gcp-source-ranges", Severity::error, on("gcp"), bent(limit_addresses)},
      {"aws-source-ranges-kept", Severity::note, on("aws"), bent(limit_addresses)},
      {"shared-ingress", Severity::warning, on("gcp"), Release().add(shared)},
      {"shared-ingress-named", Severity::error, on("gcp", [](Wishes& wishes) { wishes.ingress_name = "apps"; }),
       Release().add(shared)},
      {"external-dns", Severity::warning, on("aws"),
       Release().type("LoadBalancer").annotate("external-dns.alpha.kubernetes.io/hostname", "db.example.com")},
      {"being-deleted", Severity::error, on("gcp"), Release().add(leaving)},
      {"gcp-backend-config-shared", Severity::note, on("gcp"),
       Release()
           .add("{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: bc, namespace: vectors}}")
           .annotate("cloud.google.com/backend-config", R"({"default":"bc"})")
           .add("{apiVersion: v1, kind: Service, metadata: {name: web, namespace: vectors, annotations: "
                "{cloud.google.com/backend-config: '{\"default\":\"bc\"}'}}, spec: {selector: {app: web}}}")},
      {"gcp-http-challenge", Severity::note, on("gcp"),
       Release().add(ingress_yaml("a", gce + ", acme.cert-manager.io/http01-edit-in-place: 'true'"))},
      {"aws-service-annotation", Severity::warning, on("aws"),
       Release().annotate("alb.ingress.kubernetes.io/target-type", "instance")},
      {"several-ingresses", Severity::error, on("gcp"),
       Release().add(ingress_yaml("a", gce)).add(ingress_yaml("b", gce))},
      {"gcp-unnamed-port", Severity::error, on("gcp"), bent([](Release& release) {
         release.service().set(Path{"spec", "ports"}, yaml::read("[{port: 19530, targetPort: milvus}]"));
       })},
      {"gcp-tls-secret", Severity::warning, on("gcp"), Release()},
      {"gcp-backend-config-replaced", Severity::warning, on("gcp"),
       Release().annotate("cloud.google.com/backend-config", R"({"default":"gone"})")},
      {"gcp-network-policy", Severity::warning, on("gcp"),
       Release().add("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: vectors}, "
                     "spec: {podSelector: {}}}")},
      {"gcp-ingress-kept", Severity::note, on("gcp"), Release().add(ingress_yaml("a", gce))},
      {"aws-no-certificate", Severity::warning, on("aws"), Release()},
      {"aws-certificate-by-host", Severity::note, on("aws", [](Wishes& wishes) { wishes.hosts = {"db.example.com"}; }),
       Release()},
      {"aws-certificate-by-controller", Severity::note, on("aws"),
       Release().add(ingress_yaml("a", alb + ", alb.ingress.kubernetes.io/create-acm-cert: 'true'"))},
      {"aws-certificate-twice", Severity::warning, on("aws"),
       Release().add(ingress_yaml("a", alb + ", alb.ingress.kubernetes.io/create-acm-cert: 'true', "
                                             "alb.ingress.kubernetes.io/certificate-arn: x"))},
      {"aws-inbound-cidrs-ignored", Severity::warning,
       on("aws",
          [](Wishes& wishes) {
            wishes.options[inbound_cidrs] = {"10.0.0.0/8"}, wishes.options[aws::security_groups] = {"sg-1"};
          }),
       Release()},
      {"aws-tls-unknown", Severity::warning, on("aws"), Release().no_config_map()},
      {"aws-ingress-kept", Severity::note, on("aws"), Release().add(ingress_yaml("a", alb))},
  };
}

/// What only a diagnosis finds. None of them refuses the plan, unless the plan finds it too.
std::vector<Sighting> gcp_diagnoses() {
  const std::string guide = "kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: 'false'";
  const std::string managed = ", networking.gke.io/managed-certificates: cert";
  const auto secret = [](const char* rest) {
    return "{apiVersion: v1, kind: Secret, metadata: {name: demo-milvus-l7-tls, namespace: vectors}, " +
           std::string(rest) + "}";
  };
  const auto certificate = [](const char* domain) {
    return "{apiVersion: networking.gke.io/v1, kind: ManagedCertificate, metadata: {name: cert, namespace: vectors}, "
           "spec: {domains: ['" +
           std::string(domain) + "']}}";
  };
  const auto config = [](const char* spec) {
    Release release;
    release.annotate("cloud.google.com/backend-config", R"({"default":"theirs"})");
    return release.add(
        "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: theirs, namespace: "
        "vectors}, spec: {" +
        std::string(spec) + "}}");
  };
  const std::string class_in_spec = ingress_yaml("a", "x: y", "ingressClassName: gce, ");
  const auto managed_host = [](Wishes& wishes) { wishes.hosts = {"other.example.com"}; };
  const auto internal = [](Wishes& wishes) { wishes.internal = true; };
  return {
      {"gcp-crd-missing", Severity::error, on("gcp"), Release().missing("ServiceNetworkEndpointGroup")},
      {"gcp-shadowing-annotation", Severity::warning, on("gcp"),
       Release().annotate("service.alpha.kubernetes.io/app-protocols", "{}")},
      {"gcp-protocol-port", Severity::warning, on("gcp"),
       Release().annotate("cloud.google.com/app-protocols", R"({"grpc":"HTTP2"})")},
      {"gcp-plaintext-backend", Severity::warning, on("gcp"), Release().add(ingress_yaml("a", guide))},
      {"gcp-tls-secret-missing", Severity::error, on("gcp"),
       Release().complete("Secret").add(ingress_yaml("a", guide, "tls: [{secretName: gone}], "))},
      {"gcp-tls-secret-type", Severity::warning, on("gcp"), Release().add(secret("type: Opaque"))},
      {"gcp-tls-secret-keys", Severity::error, on("gcp"),
       Release().add(secret("type: kubernetes.io/tls, data: {tls.crt: eA==}"))},
      {"gcp-default-class", Severity::warning, on("gcp"),
       Release().see("{kind: IngressClass, metadata: {name: nginx, annotations: "
                     "{ingressclass.kubernetes.io/is-default-class: 'true'}}}")},
      {"gcp-class-name", Severity::warning, on("gcp"), Release().add(class_in_spec)},
      {"gcp-no-class", Severity::warning, on("gcp"), Release().add(ingress_yaml("a", "x: y"))},
      {"gcp-allow-http", Severity::warning, on("gcp"),
       Release().add(ingress_yaml("a", "kubernetes.io/ingress.class: gce"))},
      {"gcp-two-static-ips", Severity::error,
       on("gcp", [](Wishes& wishes) { wishes.options[gcp::static_ip] = "world"; }),
       Release().add(ingress_yaml("a", guide + ", kubernetes.io/ingress.regional-static-ip-name: region"))},
      {"gcp-timeout", Severity::warning, on("gcp"),
       config("healthCheck: {type: HTTP, requestPath: /healthz, port: 9091}")},
      {"gcp-health-check", Severity::warning, on("gcp"), config("timeoutSec: 3600")},
      {"gcp-managed-domain", Severity::error, on("gcp"),
       Release().add(ingress_yaml("a", guide + managed)).see(certificate("*.example.com"))},
      {"gcp-managed-internal", Severity::error, on("gcp", internal),
       Release().add(ingress_yaml("a", guide + managed)).see(certificate("db.example.com"))},
      {"gcp-managed-host", Severity::warning, on("gcp", managed_host),
       Release().add(ingress_yaml("a", guide + managed)).see(certificate("db.example.com"))},
      {"gcp-managed-missing", Severity::error, on("gcp"),
       Release().add(ingress_yaml("a", guide + managed)).complete("ManagedCertificate")},
      {"gcp-proxy-subnet", Severity::note, on("gcp", internal), Release()},
      {"milvus-shared-port", Severity::error, on("gcp"), Release().user_yaml("common.security.tlsMode: 1")},
      {"milvus-rest-gone", Severity::warning, on("gcp"),
       Release().user_yaml("common.security.tlsMode: 1").image("milvusdb/milvus:v2.4.12")},
      {"no-endpoints", Severity::warning, on("gcp"), Release().complete("EndpointSlice")},
      {"host-taken", Severity::warning, on("gcp", [](Wishes& wishes) { wishes.hosts = {"db.example.com"}; }),
       Release().see("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors}, "
                     "spec: {rules: [{host: db.example.com}]}}")},
  };
}

std::vector<Sighting> aws_diagnoses() {
  const std::string alb = "kubernetes.io/ingress.class: alb, alb.ingress.kubernetes.io/";
  const auto ingress_class = [](const char* spec) {
    return "{kind: IngressClass, metadata: {name: alb}, spec: {" + std::string(spec) + "}}";
  };
  const auto with_params = [&](const char* spec) {
    return Release()
        .see(ingress_class("controller: ingress.k8s.aws/alb, parameters: {kind: IngressClassParams, name: house}"))
        .see("{kind: IngressClassParams, metadata: {name: house}, spec: {" + std::string(spec) + "}}");
  };
  const char* const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0";
  const auto in_group = [](Wishes& wishes) { wishes.options[aws::group] = "shared"; };
  const auto member = [](const std::string& annotations, const std::string& spec = "") {
    return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop, annotations: "
           "{alb.ingress.kubernetes.io/group.name: shared, alb.ingress.kubernetes.io/" +
           annotations + "}}, spec: {" + spec + "}}";
  };
  return {
      {"aws-controller-missing", Severity::error, on("aws"), Release().missing("TargetGroupBinding")},
      {"aws-controller-not-ready", Severity::error, on("aws"),
       Release().see("{kind: Deployment, metadata: {name: aws-load-balancer-controller, namespace: kube-system}, "
                     "status: {replicas: 2}}")},
      {"aws-class-missing", Severity::error, on("aws"), Release().complete("IngressClass")},
      {"aws-params-missing", Severity::error, on("aws"),
       Release()
           .complete("IngressClassParams")
           .see(ingress_class("controller: ingress.k8s.aws/alb, parameters: {kind: IngressClassParams, name: house}"))},
      {"aws-params-override", Severity::warning, on("aws"), with_params("sslPolicy: ELBSecurityPolicy-2016-08")},
      {"aws-params-target-type", Severity::error, on("aws"), with_params("targetType: instance")},
      {"aws-target-type", Severity::error,
       on("aws",
          [](Wishes& wishes) {
            wishes.annotations = {{"alb.ingress.kubernetes.io/target-type", "instance"}};
          }),
       Release()},
      {"aws-arn-region", Severity::error,
       on("aws",
          [](Wishes& wishes) {
            wishes.options[aws::certificate_arn] = "arn:aws:acm:eu-west-1:123456789012:certificate/0";
          }),
       Release().see("{kind: Node, metadata: {name: n, labels: {topology.kubernetes.io/region: us-east-1}}}")},
      {"aws-deletion-protection", Severity::note, on("aws"),
       Release().add(ingress_yaml("a", alb + "load-balancer-attributes: deletion_protection.enabled=true"))},
      {"aws-group-conflict", Severity::error, on("aws", [](Wishes& wishes) { wishes.options[aws::group] = "shared"; }),
       Release().see("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors, "
                     "annotations: {alb.ingress.kubernetes.io/group.name: shared, alb.ingress.kubernetes.io/scheme: "
                     "internal}}}")},
      {"aws-readiness-gate", Severity::note, on("aws"), Release().see("{kind: Namespace, metadata: {name: vectors}}")},
      {"aws-certificate-missing", Severity::error, on("aws"),
       Release().see(ingress_class("controller: ingress.k8s.aws/alb"))},
      {"aws-group-shares", Severity::warning, on("aws", in_group), Release().see(member("inbound-cidrs: 10.0.0.0/8"))},
      {"aws-group-catch-all", Severity::error, on("aws", in_group),
       Release().see(member("group.order: '-1', alb.ingress.kubernetes.io/certificate-arn: '" + std::string(arn) + "'",
                            "rules: [{http: {paths: [{path: /, pathType: Prefix}]}}]"))},
      {"aws-group-unseen", Severity::note, on("aws", in_group), Release()},
      {"controller-failure", Severity::error, on("aws"),
       Release()
           .add(ingress_yaml("a", alb + "scheme: internal"))
           .see("{kind: Event, type: Warning, reason: FailedBuildModel, message: x, lastTimestamp: "
                "'2026-01-01T00:00:00Z', involvedObject: {kind: Ingress, "
                "name: a}}")},
      {"aws-single-subnet", Severity::error,
       on("aws", [](Wishes& wishes) { wishes.options[aws::subnets] = {"subnet-1"}; }), Release()},
      {"aws-subnets-by-tag", Severity::note, on("aws"), Release()},
      {"aws-not-grpc", Severity::warning, on("aws"),
       Release().add(ingress_yaml("a", alb + "certificate-arn: '" + arn + "'"))},
      {"aws-idle-timeout", Severity::warning, on("aws"), Release().add(ingress_yaml("a", alb + "scheme: internal"))},
      {"aws-health-check", Severity::warning, on("aws"), Release().add(ingress_yaml("a", alb + "success-codes: '0'"))},
      {"aws-ssl-policy", Severity::warning, on("aws"), Release().add(ingress_yaml("a", alb + "scheme: internal"))},
  };
}

std::set<std::string_view> all_ids() {
  std::set<std::string_view> found;
  for (const FindingKind* kind : milvus::finding_kinds()) found.insert(kind->id);
  for (const FindingKind* kind : shared_findings::kinds()) found.insert(kind->id);
  for (const Cloud* cloud : clouds()) {
    for (const FindingKind* kind : cloud->finding_kinds()) found.insert(kind->id);
  }
  return found;
}

TEST_CASE("Every kind of finding can be had and has its severity and is in a table", "[findings]") {
  std::vector<Sighting> all = milvus_sightings();
  for (const Sighting& sighting : cloud_sightings()) all.push_back(sighting);
  std::set<std::string_view> shown;
  for (const Sighting& sighting : all) {
    INFO(sighting.id);
    shown.insert(sighting.id);
    const Plan plan = sighting.release.plan(sighting.wishes);
    const auto found = std::find_if(plan.findings.begin(), plan.findings.end(),
                                    [&](const Finding& finding) { return finding.kind->id == sighting.id; });
    REQUIRE(found != plan.findings.end());
    CHECK((found->kind->severity == sighting.severity));
    CHECK_FALSE(found->seen.empty());
    CHECK(plan.refused() == (sighting.severity == Severity::error));
  }
  std::vector<Sighting> diagnoses = gcp_diagnoses();
  for (const Sighting& sighting : aws_diagnoses()) diagnoses.push_back(sighting);
  for (const Sighting& sighting : diagnoses) {
    INFO(sighting.id);
    shown.insert(sighting.id);
    const std::vector<Finding> findings = sighting.release.diagnose(sighting.wishes);
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding& finding) { return finding.kind->id == sighting.id; });
    REQUIRE(found != findings.end());
    CHECK((found->kind->severity == sighting.severity));
    CHECK_FALSE(found->seen.empty());
    CHECK_FALSE(sighting.release.plan(sighting.wishes).refused());
  }
  CHECK(shown == all_ids());
}

}  // namespace
}  // namespace l7
