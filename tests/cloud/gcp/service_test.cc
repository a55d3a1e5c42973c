#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const app_protocols = "cloud.google.com/app-protocols";
const char* const backend_config = "cloud.google.com/backend-config";
const char* const beta_backend_config = "beta.cloud.google.com/backend-config";
const char* const neg = "cloud.google.com/neg";

Wishes gcp_options() { return options_for("gcp"); }

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
    Wishes wishes = gcp_options();
    wishes.request_timeout_sec = c.asked;
    const std::string there =
        "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: other, "
        "namespace: vectors}, spec: {connectionDraining: {drainingTimeoutSec: 300}, timeoutSec: ";
    Release release;
    release.annotate(backend_config, R"({"default":"other"})").add(there + c.there + "}}");
    const Value after = release.after(wishes).get("BackendConfig", "other");
    CHECK(after.text_at({"spec", "timeoutSec"}) == c.after);
    CHECK(after.text_at({"spec", "connectionDraining", "drainingTimeoutSec"}) == "300");
  }
}

TEST_CASE("A policy is taken off by an empty name", "[gcp]") {
  Wishes wishes = gcp_options();
  const Path name = {"spec", "securityPolicy", "name"};
  CHECK_FALSE(Release().after(wishes).get("BackendConfig", "demo-milvus-l7").find(name));
  wishes.options[gcp::security_policy].text = "armor";
  const Release limited = Release().after(wishes);
  CHECK(limited.get("BackendConfig", "demo-milvus-l7").text_at(name) == "armor");
  CHECK(limited.plan(gcp_options()).changes.empty());
  wishes.options[gcp::security_policy].text = "";
  CHECK(limited.after(wishes).get("BackendConfig", "demo-milvus-l7").find(name)->text().empty());
}

TEST_CASE("METRICS_PORT moves the health check of the balancer", "[gcp]") {
  const Release after = Release().variable("METRICS_PORT", "9099").after(gcp_options());
  CHECK(after.get("BackendConfig", "demo-milvus-l7").text_at({"spec", "healthCheck", "port"}) == "9099");
}

}  // namespace
}  // namespace l7
