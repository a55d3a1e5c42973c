#include "catch.h"
#include "fixture.h"
#include "model/error.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const app_protocols = "cloud.google.com/app-protocols";
const char* const backend_config = "cloud.google.com/backend-config";
const char* const beta_backend_config = "beta.cloud.google.com/backend-config";
const char* const neg = "cloud.google.com/neg";

Options gcp_options() { return options_for("gcp"); }

struct Given {
  const char* what;
  void (*ask)(Options&);
};

TEST_CASE("GKE takes these options", "[gcp]") {
  const Given cases[] = {
      {"nothing", [](Options&) {}},
      {"hosts",
       [](Options& o) {
         o.hosts = {"a.example.com", "*.example.com"};
       }},
      {"a secret", [](Options& o) { o.tls_secret = "cert"; }},
      {"a managed certificate", [](Options& o) { o.managed_certificate = "", o.hosts = {"a.example.com"}; }},
      {"a domain of 63 characters",
       [](Options& o) { o.managed_certificate = "m", o.hosts = {std::string(59, 'a') + ".com"}; }},
      {"100 domains",
       [](Options& o) { o.managed_certificate = "m", o.hosts = std::vector<std::string>(100, "a.example.com"); }},
      {"a pre-shared certificate", [](Options& o) { o.pre_shared_cert = "cert"; }},
      {"an address", [](Options& o) { o.static_ip = "address"; }},
      {"internal", [](Options& o) { o.internal = true; }},
      {"internal with an address", [](Options& o) { o.internal = true, o.static_ip = "address"; }},
      {"policies", [](Options& o) { o.security_policy = "armor", o.ssl_policy = "modern"; }},
      {"a second", [](Options& o) { o.request_timeout_sec = 1; }},
      {"a day", [](Options& o) { o.request_timeout_sec = 86400; }},
      {"annotations",
       [](Options& o) {
         o.annotations = {{"a", "b"}};
       }},
  };
  for (const Given& c : cases) {
    INFO(c.what);
    Options options = gcp_options();
    c.ask(options);
    CHECK_NOTHROW(provider_for(options).check(options));
  }
}

TEST_CASE("GKE has no use for these options", "[gcp]") {
  struct Case {
    const char* flag;
    void (*ask)(Options&);
    const char* what;
  };
  const char* no_use = "GKE has no use for this option";
  const Case cases[] = {
      {"--certificate-arn", [](Options& o) { o.certificate_arn = "arn"; }, no_use},
      {"--waf-acl", [](Options& o) { o.waf_acl = "arn"; }, no_use},
      {"--inbound-cidrs", [](Options& o) { o.inbound_cidrs = {"10.0.0.0/8"}; }, no_use},
      {"--subnets", [](Options& o) { o.subnets = {"a"}; }, no_use},
      {"--security-groups", [](Options& o) { o.security_groups = {"a"}; }, no_use},
      {"--group", [](Options& o) { o.group = "a"; }, no_use},
      {"--ssl-policy", [](Options& o) { o.internal = true, o.ssl_policy = "modern"; },
       "GKE takes an SSL policy for external balancers only"},
      {"--request-timeout-sec", [](Options& o) { o.request_timeout_sec = 0; },
       "the timeout must be at least one second"},
      {"--managed-certificate", [](Options& o) { o.managed_certificate = "m"; },
       "a Google-managed certificate needs a domain"},
      {"--managed-certificate", [](Options& o) { o.internal = true, o.managed_certificate = "", o.hosts = {"a.b"}; },
       "a Google-managed certificate is for external balancers only"},
      {"--managed-certificate",
       [](Options& o) { o.managed_certificate = "", o.hosts = std::vector<std::string>(101, "a.example.com"); },
       "a Google-managed certificate takes at most 100 domains"},
      {"--host",
       [](Options& o) {
         o.managed_certificate = "", o.hosts = {"a.b", "*.example.com"};
       },
       "a Google-managed certificate takes no wildcard and at most 63 characters: *.example.com"},
      {"--host", [](Options& o) { o.managed_certificate = "", o.hosts = {std::string(60, 'a') + ".com"}; },
       "a Google-managed certificate takes no wildcard and at most 63 characters: "
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com"},
  };
  for (const Case& c : cases) {
    INFO(c.flag << " " << c.what);
    Options options = gcp_options();
    c.ask(options);
    try {
      provider_for(options).check(options);
      FAIL("taken");
    } catch (const UsageError& error) {
      CHECK(error.where == c.flag);
      CHECK(error.what() == std::string(c.what));
      CHECK_FALSE(error.fix.empty());
    }
  }
}

TEST_CASE("Names of Google Cloud resources are checked before they are written", "[gcp]") {
  struct Flag {
    const char* flag;
    std::string Options::*field;
  };
  struct Name {
    std::string text;
    bool taken;
  };
  const Name names[] = {
      {"a", true},
      {"db-address-1", true},
      {std::string(63, 'a'), true},
      {std::string(64, 'a'), false},
      {"1a", false},
      {"-a", false},
      {"a-", false},
      {"Db", false},
      {"a_b", false},
      {"34.1.2.3", false},
      {"projects/p/global/x", false},
  };
  for (const Flag& flag :
       {Flag{"--pre-shared-cert", &Options::pre_shared_cert}, Flag{"--static-ip", &Options::static_ip},
        Flag{"--security-policy", &Options::security_policy}, Flag{"--ssl-policy", &Options::ssl_policy}}) {
    for (const Name& name : names) {
      INFO(flag.flag << " " << name.text);
      Options options = gcp_options();
      options.*flag.field = name.text;
      if (name.taken) {
        CHECK_NOTHROW(provider_for(options).check(options));
        continue;
      }
      try {
        provider_for(options).check(options);
        FAIL("taken");
      } catch (const UsageError& error) {
        CHECK(error.where == flag.flag);
        CHECK(error.what() == "Google Cloud gives no resource the name '" + name.text + "'");
      }
    }
  }
}

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

TEST_CASE("Annotations that hold JSON are added to", "[gcp]") {
  struct Case {
    const char* key;
    const char* before;
    const char* after;
  };
  const Case cases[] = {
      {neg, R"({"ingress":true})", R"({"ingress":true})"},
      {neg, R"({"ingress":false})", R"({"ingress":true})"},
      {neg, R"({"ingress":"true"})", R"({"ingress":true})"},
      {neg, R"({"exposed_ports":{"19530":{"name":"x"}}})",
       R"({"exposed_ports":{"19530":{"name":"x"}},"ingress":true})"},
      {neg, "{broken", R"({"ingress":true})"},
      {neg, "", R"({"ingress":true})"},
      {neg, "true", R"({"ingress":true})"},
      {app_protocols, R"({"milvus":"HTTP2"})", R"({"milvus":"HTTP2"})"},
      {app_protocols, R"({"milvus":"HTTPS","web":"HTTP"})", R"({"milvus":"HTTP2","web":"HTTP"})"},
      {app_protocols, R"({"metrics":"HTTP"})", R"({"metrics":"HTTP","milvus":"HTTP2"})"},
      {app_protocols, "[]", R"({"milvus":"HTTP2"})"},
      {backend_config, R"({"ports":{"metrics":"other"}})",
       R"({"ports":{"metrics":"other","milvus":"demo-milvus-l7"}})"},
      {backend_config, R"({"ports":{"milvus":"demo-milvus-l7"}})", R"({"ports":{"milvus":"demo-milvus-l7"}})"},
      {backend_config, R"({"ports":{"19530":"demo-milvus-l7"}})", R"({"ports":{"19530":"demo-milvus-l7"}})"},
      {backend_config, R"({"default":"demo-milvus-l7"})", R"({"default":"demo-milvus-l7"})"},
      {backend_config, R"({"default":"gone"})", R"({"default":"gone","ports":{"milvus":"demo-milvus-l7"}})"},
      {backend_config, "{", R"({"ports":{"milvus":"demo-milvus-l7"}})"},
  };
  for (const Case& c : cases) {
    INFO(c.key << ": " << c.before);
    const Value after = Release().annotate(c.key, c.before).after(gcp_options()).get("Service", "demo-milvus");
    const Value* text = after.find(Path{"metadata", "annotations", c.key});
    REQUIRE(text);
    CHECK(text->is_string());
    INFO(text->text());
    CHECK(yaml::read(text->text()) == yaml::read(c.after));
  }
}

TEST_CASE("The port's own name and number are used", "[gcp]") {
  Release release;
  release.service().set(Path{"spec", "ports"}, yaml::read("[{name: grpc-milvus, port: 29530, targetPort: milvus}]"));
  const Release after = release.after(gcp_options());
  const Value service = after.get("Service", "demo-milvus");
  CHECK(annotation(service, app_protocols) == R"({"grpc-milvus":"HTTP2"})");
  CHECK(annotation(service, backend_config) == R"({"ports":{"grpc-milvus":"demo-milvus-l7"}})");
  const Path number = {"spec",         "rules",   std::size_t{0}, "http", "paths",
                       std::size_t{0}, "backend", "service",      "port", "number"};
  CHECK(after.get("Ingress", "demo-milvus-l7").text_at(number) == "29530");
}

TEST_CASE("The alpha spelling of app-protocols goes", "[gcp]") {
  const char* key = "service.alpha.kubernetes.io/app-protocols";
  const Plan plan = Release().annotate(key, R"({"milvus":"HTTP"})").plan(gcp_options());
  CHECK(
      lines(plan).front() ==
      R"(Service metadata.annotations["service.alpha.kubernetes.io/app-protocols"]: "{\"milvus\":\"HTTP\"}" -> nothing)");
}

const char* const other_config =
    "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: other, namespace: vectors}, "
    "spec: {timeoutSec: 30, healthCheck: {type: HTTP2, checkIntervalSec: 5}, cdn: {enabled: false}}}";

TEST_CASE("A BackendConfig in force is set right where it is", "[gcp]") {
  for (const char* in_force : {R"({"ports":{"milvus":"other"}})", R"({"ports":{"19530":"other"}})",
                               R"({"default":"other"})", R"({"ports":{"milvus":"other"},"default":"x"})"}) {
    INFO(in_force);
    const Release release = Release().annotate(backend_config, in_force).add(other_config);
    const Plan plan = release.plan(gcp_options());
    CHECK(lines_of(plan, "BackendConfig") ==
          Lines{"BackendConfig spec.healthCheck.type: \"HTTP2\" -> \"HTTP\"",
                "BackendConfig spec.healthCheck.requestPath: nothing -> \"/healthz\"",
                "BackendConfig spec.healthCheck.port: nothing -> 9091", "BackendConfig spec.timeoutSec: 30 -> 3600",
                "BackendConfig spec.connectionDraining: nothing -> {\"drainingTimeoutSec\":60}"});
    CHECK_FALSE(has(plan, "gcp-backend-config-replaced"));
    CHECK(annotation(release.after(gcp_options()).get("Service", "demo-milvus"), backend_config) == in_force);
  }
}

TEST_CASE("A BackendConfig that is not seen is replaced and that is said", "[gcp]") {
  struct Case {
    const char* in_force;
    const char* after;
  };
  const Case cases[] = {
      {R"({"ports":{"milvus":"other"}})", R"({"ports":{"milvus":"demo-milvus-l7"}})"},
      {R"({"ports":{"19530":"other"}})", R"({"ports":{"19530":"other","milvus":"demo-milvus-l7"}})"},
      {R"({"default":"other"})", R"({"default":"other","ports":{"milvus":"demo-milvus-l7"}})"},
  };
  for (const Case& c : cases) {
    INFO(c.in_force);
    const Release release = Release().annotate(backend_config, c.in_force);
    const Plan plan = release.plan(gcp_options());
    CHECK(lines_of(plan, "BackendConfig") == Lines{"+ BackendConfig demo-milvus-l7"});
    REQUIRE(has(plan, "gcp-backend-config-replaced"));
    CHECK(plan.findings.back().kind->id == "gcp-tls-secret");
    CHECK(plan.findings.front().seen == "cloud.google.com/backend-config named other");
    const Value service = release.after(gcp_options()).get("Service", "demo-milvus");
    CHECK(yaml::read(annotation(service, backend_config)) == yaml::read(c.after));
  }
}

TEST_CASE("The beta annotation counts where the other is missing: it had been shadowed without a word", "[gcp]") {
  const char* in_force = R"({"default":"other"})";
  const Release seen = Release().annotate(beta_backend_config, in_force).add(other_config);
  CHECK(lines_of(seen.plan(gcp_options()), "BackendConfig").size() == 5);
  CHECK(annotation(seen.after(gcp_options()).get("Service", "demo-milvus"), backend_config).empty());

  const Plan unseen = Release().annotate(beta_backend_config, in_force).plan(gcp_options());
  CHECK(lines_of(unseen, "BackendConfig") == Lines{"+ BackendConfig demo-milvus-l7"});
  CHECK(has(unseen, "gcp-backend-config-replaced"));

  const Plan shadowed = Release()
                            .annotate(beta_backend_config, in_force)
                            .annotate(backend_config, R"({"default":"demo-milvus-l7"})")
                            .add(other_config)
                            .plan(gcp_options());
  CHECK(lines_of(shadowed, "BackendConfig") == Lines{"+ BackendConfig demo-milvus-l7"});
  CHECK_FALSE(has(shadowed, "gcp-backend-config-replaced"));
}

TEST_CASE("What is longer in a BackendConfig found there stays: it had been lowered", "[gcp]") {
  struct Case {
    const char* there;
    std::optional<int> asked;
    const char* after;
  };
  const Case cases[] = {
      {"30", std::nullopt, "3600"}, {"3600", std::nullopt, "3600"}, {"86400", std::nullopt, "86400"},
      {"86400", 60, "60"},          {"30", 7200, "7200"},
  };
  for (const Case& c : cases) {
    Options options = gcp_options();
    options.request_timeout_sec = c.asked;
    const std::string there =
        "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: other, "
        "namespace: vectors}, spec: {connectionDraining: {drainingTimeoutSec: 300}, timeoutSec: ";
    Release release;
    release.annotate(backend_config, R"({"default":"other"})").add(there + c.there + "}}");
    const Value after = release.after(options).get("BackendConfig", "other");
    CHECK(after.text_at({"spec", "timeoutSec"}) == c.after);
    CHECK(after.text_at({"spec", "connectionDraining", "drainingTimeoutSec"}) == "300");
  }
}

TEST_CASE("METRICS_PORT moves the health check of the balancer", "[gcp]") {
  const Release after = Release().variable("METRICS_PORT", "9099").after(gcp_options());
  CHECK(after.get("BackendConfig", "demo-milvus-l7").text_at({"spec", "healthCheck", "port"}) == "9099");
}

TEST_CASE("Every option of GKE has its effect", "[gcp]") {
  struct Case {
    void (*ask)(Options&);
    const char* kind;
    const char* name;
    Path path;
    const char* json;  // nullptr: nothing stands there
  };
  const char* ours = "demo-milvus-l7";
  const Path annotations = {"metadata", "annotations"};
  const auto mark = [&](const char* key) { return Path{"metadata", "annotations", key}; };
  const Case cases[] = {
      {[](Options& o) { o.tls_secret = "cert"; }, "Ingress", ours, {"spec", "tls"}, R"([{"secretName":"cert"}])"},
      {[](Options& o) {
         o.managed_certificate = "", o.hosts = {"a.b", "c.d"};
       },
       "ManagedCertificate",
       ours,
       {"spec"},
       R"({"domains":["a.b","c.d"]})"},
      {[](Options& o) { o.managed_certificate = "m", o.hosts = {"a.b"}; }, "Ingress", ours,
       mark("networking.gke.io/managed-certificates"), "\"m\""},
      {[](Options& o) { o.managed_certificate = "m", o.hosts = {"a.b"}; }, "Ingress", ours, {"spec", "tls"}, nullptr},
      {[](Options& o) { o.managed_certificate = "m", o.hosts = {"a.b"}, o.tls_secret = "cert"; },
       "Ingress",
       ours,
       {"spec", "tls"},
       R"([{"secretName":"cert"}])"},
      {[](Options& o) { o.pre_shared_cert = "p"; }, "Ingress", ours, mark("ingress.gcp.kubernetes.io/pre-shared-cert"),
       "\"p\""},
      {[](Options& o) { o.pre_shared_cert = "p"; }, "Ingress", ours, {"spec", "tls"}, nullptr},
      {[](Options& o) { o.static_ip = "ip"; }, "Ingress", ours, mark("kubernetes.io/ingress.global-static-ip-name"),
       "\"ip\""},
      {[](Options& o) { o.static_ip = "ip", o.internal = true; }, "Ingress", ours,
       mark("kubernetes.io/ingress.regional-static-ip-name"), "\"ip\""},
      {[](Options& o) { o.static_ip = "ip", o.internal = true; }, "Ingress", ours,
       mark("kubernetes.io/ingress.global-static-ip-name"), nullptr},
      {[](Options& o) { o.internal = true; }, "Ingress", ours, mark("kubernetes.io/ingress.class"), "\"gce-internal\""},
      {[](Options&) {}, "Ingress", ours, mark("kubernetes.io/ingress.class"), "\"gce\""},
      {[](Options&) {}, "Ingress", ours, {"spec", "ingressClassName"}, nullptr},
      {[](Options& o) { o.ingress_name = "web"; }, "Ingress", "web", {"kind"}, "\"Ingress\""},
      {[](Options& o) { o.ingress_name = "web"; }, "Ingress", ours, {"kind"}, nullptr},
      {[](Options& o) { o.ingress_name = "web"; }, "BackendConfig", ours, {"kind"}, "\"BackendConfig\""},
      {[](Options& o) { o.request_timeout_sec = 120; }, "BackendConfig", ours, {"spec", "timeoutSec"}, "120"},
      {[](Options& o) { o.security_policy = "armor"; },
       "BackendConfig",
       ours,
       {"spec", "securityPolicy"},
       R"({"name":"armor"})"},
      {[](Options&) {}, "BackendConfig", ours, {"spec", "securityPolicy"}, nullptr},
      {[](Options& o) { o.ssl_policy = "modern"; }, "FrontendConfig", ours, {"spec"}, R"({"sslPolicy":"modern"})"},
      {[](Options& o) { o.ssl_policy = "modern"; }, "Ingress", ours, mark("networking.gke.io/v1beta1.FrontendConfig"),
       "\"demo-milvus-l7\""},
      {[](Options&) {}, "FrontendConfig", ours, {"kind"}, nullptr},
      {[](Options& o) {
         o.annotations = {{"x/y", "1"}, {"x/z", "2"}};
       },
       "Ingress", ours, mark("x/z"), "\"2\""},
      {[](Options& o) {
         o.annotations = {{"kubernetes.io/ingress.allow-http", "true"}};
       },
       "Ingress", ours, mark("kubernetes.io/ingress.allow-http"), "\"true\""},
      {[](Options& o) { o.hosts = {"a.b"}; }, "Ingress", ours, {"spec", "rules", std::size_t{0}, "host"}, "\"a.b\""},
      {[](Options& o) {
         o.hosts = {"a.b", "c.d"};
       },
       "Ingress",
       ours,
       {"spec", "rules", std::size_t{1}, "host"},
       "\"c.d\""},
      {[](Options&) {}, "Ingress", ours, {"spec", "rules", std::size_t{0}, "host"}, nullptr},
      {[](Options&) {}, "Ingress", ours, {"spec", "rules", std::size_t{1}}, nullptr},
  };
  for (const Case& c : cases) {
    Options options = gcp_options();
    c.ask(options);
    INFO(c.kind << " " << to_string(c.path));
    CHECK_NOTHROW(provider_for(options).check(options));
    const Value object = Release().after(options).get(c.kind, c.name);
    const Value* there = object.find(c.path);
    CHECK((there ? to_json(*there) : "nothing") == (c.json ? c.json : "nothing"));
  }
}

TEST_CASE("A TLS Secret is asked for where it cannot be seen", "[gcp]") {
  struct Case {
    const char* what;
    void (*ask)(Options&);
    const char* seen;  // "": no finding
  };
  const Case cases[] = {
      {"default", [](Options&) {}, "Secret demo-milvus-l7-tls"},
      {"named", [](Options& o) { o.tls_secret = "cert"; }, "Secret cert"},
      {"managed", [](Options& o) { o.managed_certificate = "", o.hosts = {"a.b"}; }, ""},
      {"pre-shared", [](Options& o) { o.pre_shared_cert = "p"; }, ""},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    Options options = gcp_options();
    c.ask(options);
    const Plan plan = Release().plan(options);
    CHECK(has(plan, "gcp-tls-secret") == (*c.seen != 0));
    if (*c.seen) CHECK(plan.findings.back().seen == c.seen);
  }
  const char* secret = "{apiVersion: v1, kind: Secret, metadata: {name: demo-milvus-l7-tls, namespace: vectors}}";
  CHECK_FALSE(has(Release().add(secret).plan(gcp_options()), "gcp-tls-secret"));
  milvus::Observed all = Release().observe(gcp_options());
  all.complete_kinds = {"Secret"};
  CHECK_FALSE(has(provider_for(gcp_options()).plan(all, gcp_options()), "gcp-tls-secret"));
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
