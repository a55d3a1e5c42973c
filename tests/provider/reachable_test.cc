// Every kind of finding has a release that shows it: a kind that none can show is dead.

#include <map>
#include <set>

#include "catch.h"
#include "fixture.h"
#include "milvus/findings.h"
#include "provider/findings.h"

namespace l7 {
namespace {

using namespace fixture;

struct Sighting {
  const char* id;
  Severity severity;
  Options options;
  Release release;
};

Options on(
    const char* cloud, void (*ask)(Options&) = [](Options&) {}) {
  Options options = options_for(cloud);
  ask(options);
  return options;
}

Release bent(void (*bend)(Release&)) {
  Release release;
  bend(release);
  return release;
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
      {"milvus-operator", Severity::error, on("aws"), bent([](Release& release) {
         release.service().set(Path{"metadata", "ownerReferences"},
                               yaml::read("[{apiVersion: milvus.io/v1beta1, kind: Milvus, name: demo}]"));
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
  const std::string alb = "kubernetes.io/ingress.class: alb";
  return {
      {"name-taken", Severity::error, on("aws"), Release().add(taken)},
      {"other-cloud", Severity::error, on("gcp"), Release().after(options_for("aws"))},
      {"layer4-annotation", Severity::note, on("aws"),
       Release().annotate("service.beta.kubernetes.io/aws-load-balancer-type", "nlb")},
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
      {"aws-certificate-by-host", Severity::note,
       on("aws", [](Options& options) { options.hosts = {"db.example.com"}; }), Release()},
      {"aws-inbound-cidrs-ignored", Severity::warning,
       on("aws", [](Options& options) { options.inbound_cidrs = {"10.0.0.0/8"}, options.security_groups = {"sg-1"}; }),
       Release()},
      {"aws-tls-unknown", Severity::warning, on("aws"), Release().no_config_map()},
      {"aws-ingress-kept", Severity::note, on("aws"), Release().add(ingress_yaml("a", alb))},
  };
}

std::set<std::string_view> all_ids() {
  std::set<std::string_view> found;
  for (const FindingKind* kind : milvus::finding_kinds()) found.insert(kind->id);
  for (const FindingKind* kind : provider_findings::kinds()) found.insert(kind->id);
  for (const Provider* provider : providers()) {
    for (const FindingKind* kind : provider->finding_kinds()) found.insert(kind->id);
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
    const Plan plan = sighting.release.plan(sighting.options);
    const auto found = std::find_if(plan.findings.begin(), plan.findings.end(),
                                    [&](const Finding& finding) { return finding.kind->id == sighting.id; });
    REQUIRE(found != plan.findings.end());
    CHECK((found->kind->severity == sighting.severity));
    CHECK_FALSE(found->seen.empty());
    CHECK(plan.refused() == (sighting.severity == Severity::error));
  }
  CHECK(shown == all_ids());
}

}  // namespace
}  // namespace l7
