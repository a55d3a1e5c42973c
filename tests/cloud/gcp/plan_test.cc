#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"

namespace l7 {
namespace {

using namespace fixture;

Wishes gcp_options() { return options_for("gcp"); }

TEST_CASE("A plain release gets the whole chain of GKE", "[gcp]") {
  const Plan plan = Release().type("LoadBalancer").plan(gcp_options());
  CHECK(lines(plan) ==
        Lines{R"(Service metadata.annotations["cloud.google.com/app-protocols"]: nothing -> "{\"milvus\":\"HTTP2\"}")",
              "+ BackendConfig demo-milvus-l7",
              R"(Service metadata.annotations["cloud.google.com/backend-config"]: nothing -> )"
              R"("{\"ports\":{\"milvus\":\"demo-milvus-l7\"}}")",
              R"(Service metadata.annotations["cloud.google.com/neg"]: nothing -> "{\"ingress\":true}")",
              "ConfigMap data[\"user.yaml\"] > common.security.tlsMode: nothing -> 1",
              "ConfigMap data[\"user.yaml\"] > proxy.http.port: nothing -> 8080",
              R"(Deployment spec.template.metadata.annotations["milvus-l7/config-sha256"]: nothing -> )"
              R"("78d43f62125c0346b74b15a1a5dd91285ca2e4e4fa4b12508c911711e542debf")",
              "+ Ingress demo-milvus-l7", "Service spec.type: \"LoadBalancer\" -> \"ClusterIP\""});
  CHECK(ids(plan) == Lines{"milvus-rest-moves", "gcp-tls-secret"});
  std::vector<Phase> phases;
  for (const Change& change : plan.changes) phases.push_back(change.phase);
  CHECK((phases == std::vector<Phase>{Phase::prepare, Phase::prepare, Phase::prepare, Phase::prepare, Phase::backend,
                                      Phase::backend, Phase::backend, Phase::ingress, Phase::cutover}));
}

TEST_CASE("The objects made for GKE are these", "[gcp]") {
  const Release after = Release().after(gcp_options());
  CHECK(to_json(after.get("BackendConfig", "demo-milvus-l7")) ==
        R"({"apiVersion":"cloud.google.com/v1","kind":"BackendConfig","metadata":{"name":"demo-milvus-l7",)"
        R"("namespace":"vectors","labels":{"app.kubernetes.io/managed-by":"milvus-l7",)"
        R"("milvus-l7/service":"demo-milvus"}},"spec":{"healthCheck":{"type":"HTTP","requestPath":"/healthz",)"
        R"("port":9091},"timeoutSec":3600,"connectionDraining":{"drainingTimeoutSec":60}}})");
  CHECK(to_json(after.get("Ingress", "demo-milvus-l7")) ==
        R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"demo-milvus-l7",)"
        R"("namespace":"vectors","labels":{"app.kubernetes.io/managed-by":"milvus-l7",)"
        R"("milvus-l7/service":"demo-milvus"},"annotations":{"kubernetes.io/ingress.class":"gce",)"
        R"("kubernetes.io/ingress.allow-http":"false"}},"spec":{"tls":[{"secretName":"demo-milvus-l7-tls"}],)"
        R"("rules":[{"http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":)"
        R"({"name":"demo-milvus","port":{"number":19530}}}}]}}]}})");
}

TEST_CASE("What is Helm's stays Helm's and what has no namespace gets none", "[gcp]") {
  Release release;
  release.service().set({"metadata", "labels", "app.kubernetes.io/managed-by"}, "Helm");
  release.annotate("meta.helm.sh/release-name", "demo").annotate("meta.helm.sh/release-namespace", "vectors");
  const Release after = release.after(gcp_options());
  for (const char* kind : {"BackendConfig", "Ingress"}) {
    const Value made = after.get(kind, "demo-milvus-l7");
    CHECK(label(made, "app.kubernetes.io/managed-by") == "Helm");
    CHECK(label(made, "milvus-l7/service") == "demo-milvus");
    CHECK(annotation(made, "meta.helm.sh/release-name") == "demo");
    CHECK(annotation(made, "meta.helm.sh/release-namespace") == "vectors");
  }

  Release nowhere;
  CHECK(nowhere.service().remove(Path{"metadata", "namespace"}));
  const Value made = nowhere.after(gcp_options()).get("Ingress", "demo-milvus-l7");
  CHECK(made.find("kind"));
  CHECK_FALSE(made.find(Path{"metadata", "namespace"}));
  CHECK(annotation(made, "meta.helm.sh/release-name").empty());
}

TEST_CASE("Every option of GKE has its effect", "[gcp]") {
  struct Case {
    void (*ask)(Wishes&);
    const char* kind;
    const char* name;
    Path path;
    const char* json;  // nullptr: nothing stands there
  };
  const char* ours = "demo-milvus-l7";
  const Path annotations = {"metadata", "annotations"};
  const auto mark = [&](const char* key) { return Path{"metadata", "annotations", key}; };
  const Case cases[] = {
      {[](Wishes& o) { o.options[tls_secret] = "cert"; },
       "Ingress",
       ours,
       {"spec", "tls"},
       R"([{"secretName":"cert"}])"},
      {[](Wishes& o) {
         o.options[gcp::managed_certificate] = "", o.hosts = {"a.b", "c.d"};
       },
       "ManagedCertificate",
       ours,
       {"spec"},
       R"({"domains":["a.b","c.d"]})"},
      {[](Wishes& o) { o.options[gcp::managed_certificate] = "m", o.hosts = {"a.b"}; }, "Ingress", ours,
       mark("networking.gke.io/managed-certificates"), "\"m\""},
      {[](Wishes& o) { o.options[gcp::managed_certificate] = "m", o.hosts = {"a.b"}; },
       "Ingress",
       ours,
       {"spec", "tls"},
       nullptr},
      {[](Wishes& o) { o.options[gcp::managed_certificate] = "m", o.hosts = {"a.b"}, o.options[tls_secret] = "cert"; },
       "Ingress",
       ours,
       {"spec", "tls"},
       R"([{"secretName":"cert"}])"},
      {[](Wishes& o) { o.options[gcp::pre_shared_certificate] = "p"; }, "Ingress", ours,
       mark("ingress.gcp.kubernetes.io/pre-shared-cert"), "\"p\""},
      {[](Wishes& o) { o.options[gcp::pre_shared_certificate] = "p"; }, "Ingress", ours, {"spec", "tls"}, nullptr},
      {[](Wishes& o) { o.options[gcp::static_ip] = "ip"; }, "Ingress", ours,
       mark("kubernetes.io/ingress.global-static-ip-name"), "\"ip\""},
      {[](Wishes& o) { o.options[gcp::static_ip] = "ip", o.internal = true; }, "Ingress", ours,
       mark("kubernetes.io/ingress.regional-static-ip-name"), "\"ip\""},
      {[](Wishes& o) { o.options[gcp::static_ip] = "ip", o.internal = true; }, "Ingress", ours,
       mark("kubernetes.io/ingress.global-static-ip-name"), nullptr},
      {[](Wishes& o) { o.internal = true; }, "Ingress", ours, mark("kubernetes.io/ingress.class"), "\"gce-internal\""},
      {[](Wishes&) {}, "Ingress", ours, mark("kubernetes.io/ingress.class"), "\"gce\""},
      {[](Wishes&) {}, "Ingress", ours, {"spec", "ingressClassName"}, nullptr},
      {[](Wishes& o) { o.ingress_name = "web"; }, "Ingress", "web", {"kind"}, "\"Ingress\""},
      {[](Wishes& o) { o.ingress_name = "web"; }, "Ingress", ours, {"kind"}, nullptr},
      {[](Wishes& o) { o.ingress_name = "web"; }, "BackendConfig", ours, {"kind"}, "\"BackendConfig\""},
      {[](Wishes& o) { o.request_timeout_sec = 120; }, "BackendConfig", ours, {"spec", "timeoutSec"}, "120"},
      {[](Wishes& o) { o.options[gcp::security_policy].text = "armor"; },
       "BackendConfig",
       ours,
       {"spec", "securityPolicy"},
       R"({"name":"armor"})"},
      {[](Wishes&) {}, "BackendConfig", ours, {"spec", "securityPolicy"}, nullptr},
      {[](Wishes& o) { o.ssl_policy = "modern"; }, "FrontendConfig", ours, {"spec"}, R"({"sslPolicy":"modern"})"},
      {[](Wishes& o) { o.ssl_policy = "modern"; }, "Ingress", ours, mark("networking.gke.io/v1beta1.FrontendConfig"),
       "\"demo-milvus-l7\""},
      {[](Wishes&) {}, "FrontendConfig", ours, {"kind"}, nullptr},
      {[](Wishes& o) {
         o.annotations = {{"x/y", "1"}, {"x/z", "2"}};
       },
       "Ingress", ours, mark("x/z"), "\"2\""},
      {[](Wishes& o) {
         o.annotations = {{"kubernetes.io/ingress.allow-http", "true"}};
       },
       "Ingress", ours, mark("kubernetes.io/ingress.allow-http"), "\"true\""},
      {[](Wishes& o) { o.hosts = {"a.b"}; }, "Ingress", ours, {"spec", "rules", std::size_t{0}, "host"}, "\"a.b\""},
      {[](Wishes& o) {
         o.hosts = {"a.b", "c.d"};
       },
       "Ingress",
       ours,
       {"spec", "rules", std::size_t{1}, "host"},
       "\"c.d\""},
      {[](Wishes&) {}, "Ingress", ours, {"spec", "rules", std::size_t{0}, "host"}, nullptr},
      {[](Wishes&) {}, "Ingress", ours, {"spec", "rules", std::size_t{1}}, nullptr},
  };
  for (const Case& c : cases) {
    Wishes wishes = gcp_options();
    c.ask(wishes);
    INFO(c.kind << " " << to_string(c.path));
    CHECK_NOTHROW(check(wishes));
    const Value object = Release().after(wishes).get(c.kind, c.name);
    const Value* there = object.find(c.path);
    CHECK((there ? to_json(*there) : "nothing") == (c.json ? c.json : "nothing"));
  }
}

TEST_CASE("Milvus is restarted when its settings change and not otherwise", "[gcp]") {
  const char* done = "{common.security.tlsMode: 1, proxy.http.port: 8080}";
  const char* restart = "milvus-l7/config-sha256";
  const Path place = {"spec", "template", "metadata", "annotations", restart};
  CHECK(lines_of(Release().user_yaml("").plan(gcp_options()), "Deployment").size() == 1);
  CHECK(lines_of(Release().user_yaml(done).plan(gcp_options()), "Deployment").empty());

  Release stale = Release().user_yaml(done);
  stale.workload().set(place, "old");
  CHECK(lines_of(stale.plan(gcp_options()), "Deployment").size() == 1);

  Release begun = Release().user_yaml(done);
  begun.config_map().set({"metadata", "annotations", "milvus-l7/undo"}, "{}");
  CHECK(lines_of(begun.plan(gcp_options()), "Deployment").size() == 1);
  CHECK(begun.after(gcp_options()).plan(gcp_options()).changes.empty());
}

TEST_CASE("A plan for GKE that cannot be is refused", "[gcp]") {
  struct Case {
    const char* finding;
    Release release;
  };
  Release unnamed;
  unnamed.service().set(Path{"spec", "ports"}, yaml::read("[{port: 19530, targetPort: milvus}]"));
  Release owned;
  owned.service().set(Path{"metadata", "ownerReferences"},
                      yaml::read("[{apiVersion: milvus.io/v1beta1, kind: Milvus, name: demo}]"));
  const Case cases[] = {
      {"gcp-unnamed-port", unnamed},
      {"milvus-operator", owned},
      {"milvus-mutual-tls", Release().user_yaml("common.security.tlsMode: 2")},
      {"milvus-mutual-tls", Release().variable("COMMON_SECURITY_TLSMODE", "2")},
      {"milvus-tls-variable", Release().variable("COMMON_SECURITY_TLSMODE", "0")},
      {"milvus-http-port-variable", Release().variable("PROXY_HTTP_PORT", "19530")},
      {"milvus-config-not-seen", Release().no_config_map()},
  };
  for (const Case& c : cases) {
    INFO(c.finding);
    const Plan plan = c.release.plan(gcp_options());
    CHECK(plan.refused());
    CHECK(has(plan, c.finding));
  }
  CHECK(cases[2].release.plan(gcp_options()).changes.empty());
  CHECK(cases[1].release.plan(gcp_options()).changes.empty());
}

TEST_CASE("A NetworkPolicy on the pods is reported when it restricts what comes in", "[gcp]") {
  struct Case {
    const char* spec;
    bool reported;
  };
  const Case cases[] = {
      {"{podSelector: {}}", true},
      {"{podSelector: {matchLabels: {component: proxy}}, policyTypes: [Ingress, Egress]}", true},
      {"{podSelector: {matchLabels: {component: proxy}}, policyTypes: [Egress]}", false},
      {"{podSelector: {matchLabels: {component: etcd}}}", false},
  };
  for (const Case& c : cases) {
    INFO(c.spec);
    const std::string policy =
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, "
        "metadata: {name: p, namespace: vectors}, spec: ";
    const Plan plan = Release().add(policy + c.spec + "}").plan(gcp_options());
    CHECK(has(plan, "gcp-network-policy") == c.reported);
  }
}

TEST_CASE("Clients that speak plaintext are named while Milvus turns to TLS", "[gcp]") {
  const Release release = Release().add(attu_yaml);
  const Plan plan = release.plan(gcp_options());
  REQUIRE(has(plan, "milvus-plaintext-client"));
  for (const Finding& finding : plan.findings) {
    if (finding.kind->id == "milvus-plaintext-client") {
      CHECK(finding.seen == "Deployment vectors/attu connects to demo-milvus");
    }
  }
  CHECK_FALSE(has(release.after(gcp_options()).plan(gcp_options()), "milvus-plaintext-client"));
}

}  // namespace
}  // namespace l7
