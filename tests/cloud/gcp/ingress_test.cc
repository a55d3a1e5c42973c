#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const gce = "kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: \"false\"";
const char* const with_tls = "tls: [{secretName: theirs}], ";

Wishes gcp_options() { return options_for("gcp"); }

TEST_CASE("An Ingress of GKE that leads to Milvus is used where it is", "[gcp]") {
  const Plan plan = Release().add(ingress_yaml("web", gce, with_tls)).plan(gcp_options());
  CHECK(lines_of(plan, "Ingress").empty());
  CHECK(ids(plan) == Lines{"milvus-rest-moves", "gcp-ingress-kept"});
  CHECK(plan.findings.back().seen == "Ingress vectors/web");
}

TEST_CASE("What is wrong in an Ingress found there is set right", "[gcp]") {
  struct Case {
    const char* annotations;
    const char* spec;
    Lines changes;
    bool secret_asked_for;
  };
  const char* allow = R"(Ingress metadata.annotations["kubernetes.io/ingress.allow-http"]: )";
  const char* secret = R"(Ingress spec.tls: nothing -> [{"secretName":"demo-milvus-l7-tls"}])";
  const Case cases[] = {
      {"kubernetes.io/ingress.class: gce", with_tls, {std::string(allow) + "nothing -> \"false\""}, false},
      {"kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: \"true\"",
       with_tls,
       {std::string(allow) + "\"true\" -> \"false\""},
       false},
      {gce, "", {secret}, true},
      {"kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: \"false\", "
       "ingress.gcp.kubernetes.io/pre-shared-cert: theirs",
       "",
       {},
       false},
      {"kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: \"false\", "
       "networking.gke.io/managed-certificates: theirs",
       "",
       {},
       false},
      {gce,
       "tls: [{secretName: theirs}], ingressClassName: gce, ",
       {"Ingress spec.ingressClassName: \"gce\" -> nothing"},
       false},
  };
  for (const Case& c : cases) {
    INFO(c.annotations << " " << c.spec);
    const Plan plan = Release().add(ingress_yaml("web", c.annotations, c.spec)).plan(gcp_options());
    CHECK(lines_of(plan, "Ingress") == c.changes);
    CHECK(has(plan, "gcp-tls-secret") == c.secret_asked_for);
  }
}

TEST_CASE("An internal Ingress found there stays internal: it had been opened to the world", "[gcp]") {
  const char* internal = "kubernetes.io/ingress.class: gce-internal, kubernetes.io/ingress.allow-http: \"false\"";
  const Release release = Release().add(ingress_yaml("web", internal, with_tls));
  CHECK(lines_of(release.plan(gcp_options()), "Ingress").empty());

  Wishes wishes = gcp_options();
  wishes.options[gcp::static_ip] = "ip";
  CHECK(lines_of(release.plan(wishes), "Ingress") ==
        Lines{R"(Ingress metadata.annotations["kubernetes.io/ingress.regional-static-ip-name"]: nothing -> "ip")"});

  wishes = gcp_options();
  wishes.internal = true;
  CHECK(lines_of(release.plan(wishes), "Ingress").empty());
  CHECK(lines_of(Release().add(ingress_yaml("web", gce, with_tls)).plan(wishes), "Ingress") ==
        Lines{R"(Ingress metadata.annotations["kubernetes.io/ingress.class"]: "gce" -> "gce-internal")"});
}

TEST_CASE("Certificates asked for are added to those found there", "[gcp]") {
  struct Case {
    void (*ask)(Wishes&);
    const char* annotations;
    Lines changes;
  };
  const char* shared = R"(Ingress metadata.annotations["ingress.gcp.kubernetes.io/pre-shared-cert"]: )";
  const char* managed = R"(Ingress metadata.annotations["networking.gke.io/managed-certificates"]: )";
  const auto pre_shared = [](Wishes& o) { o.options[gcp::pre_shared_certificate] = "mine"; };
  const auto google = [](Wishes& o) { o.options[gcp::managed_certificate] = "mine", o.hosts = {"db.example.com"}; };
  const Case cases[] = {
      {pre_shared, "", {std::string(shared) + "nothing -> \"mine\""}},
      {pre_shared,
       "ingress.gcp.kubernetes.io/pre-shared-cert: \"a,b\"",
       {std::string(shared) + "\"a,b\" -> \"a,b,mine\""}},
      {pre_shared, "ingress.gcp.kubernetes.io/pre-shared-cert: \"a,mine,b\"", {}},
      {pre_shared,
       "ingress.gcp.kubernetes.io/pre-shared-cert: not-mine",
       {std::string(shared) + "\"not-mine\" -> \"not-mine,mine\""}},
      {google, "", {std::string(managed) + "nothing -> \"mine\""}},
      {google,
       "networking.gke.io/managed-certificates: theirs",
       {std::string(managed) + "\"theirs\" -> \"theirs,mine\""}},
      {google, "networking.gke.io/managed-certificates: mine", {}},
      {[](Wishes& o) { o.options[tls_secret] = "mine"; },
       "",
       {R"(Ingress spec.tls: nothing -> [{"secretName":"mine"}])"}},
  };
  for (const Case& c : cases) {
    INFO(c.annotations);
    Wishes wishes = gcp_options();
    c.ask(wishes);
    const std::string annotations = std::string(gce) + (*c.annotations ? ", " : "") + c.annotations;
    CHECK(lines_of(Release().add(ingress_yaml("web", annotations)).plan(wishes), "Ingress") == c.changes);
  }
}

TEST_CASE("Pre-shared certificates that Google wrote on our Ingress stay", "[gcp]") {
  Wishes wishes = gcp_options();
  wishes.options[gcp::managed_certificate] = "";
  wishes.hosts = {"db.example.com"};
  Release after = Release().after(wishes);
  Plan written;
  written.changes.push_back({ref_of(after.get("Ingress", "demo-milvus-l7")),
                             {"metadata", "annotations", "ingress.gcp.kubernetes.io/pre-shared-cert"},
                             {},
                             std::nullopt,
                             Value("mcrt-1"),
                             Phase::ingress,
                             ""});
  CHECK(after.apply(written).plan(wishes).changes.empty());
}

TEST_CASE("Hosts are added to the rules found there: those rules had been thrown away", "[gcp]") {
  Wishes wishes = gcp_options();
  wishes.hosts = {"db.example.com", "new.example.com"};
  const Release release = Release().add(ingress_yaml("web", gce, with_tls));
  const Value after = release.after(wishes).get("Ingress", "web");
  const Value* rules = after.find(Path{"spec", "rules"});
  REQUIRE(rules);
  REQUIRE(rules->items().size() == 2);
  CHECK(rules->items()[0] == *release.get("Ingress", "web").find(Path{"spec", "rules", std::size_t{0}}));
  CHECK(rules->items()[1].text_at({"host"}) == "new.example.com");
  CHECK(release.after(wishes).plan(wishes).changes.empty());
}

TEST_CASE("An Ingress without a class is GKE's only by marks that only GKE makes", "[gcp]") {
  struct Case {
    const char* annotations;
    const char* spec;
    bool used;
  };
  const Case cases[] = {
      {"ingress.kubernetes.io/backends: \"{}\"", with_tls, true},
      {"ingress.kubernetes.io/https-forwarding-rule: x", with_tls, true},
      {"ingress.gcp.kubernetes.io/pre-shared-cert: c", "", true},
      {"networking.gke.io/managed-certificates: c", "", true},
      {"ingress.kubernetes.io/backends: \"{}\"", "ingressClassName: other, ", false},
      {"ingress.kubernetes.io/ssl-redirect: \"true\"", with_tls, false},
      {"ingress.kubernetes.io/rewrite-target: /", with_tls, false},
      {"nginx.ingress.kubernetes.io/backend-protocol: GRPC", with_tls, false},
      {"kubernetes.io/ingress.class: nginx, ingress.kubernetes.io/backends: \"{}\"", with_tls, false},
      {"", with_tls, false},
  };
  for (const Case& c : cases) {
    INFO(c.annotations << " " << c.spec);
    const Plan plan = Release().add(ingress_yaml("web", c.annotations, c.spec)).plan(gcp_options());
    CHECK(has(plan, "gcp-ingress-kept") == c.used);
    CHECK(has(plan, "milvus-other-entry") == !c.used);
    CHECK((lines_of(plan, "Ingress") == Lines{"+ Ingress demo-milvus-l7"}) == !c.used);
  }
}

TEST_CASE("An Ingress of a version that no server takes is none to use", "[gcp]") {
  const char* old =
      "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: web, namespace: vectors, "
      "annotations: {kubernetes.io/ingress.class: gce}}, spec: {backend: "
      "{serviceName: demo-milvus, servicePort: 19530}}}";
  const Plan plan = Release().add(old).plan(gcp_options());
  CHECK(lines_of(plan, "Ingress") == Lines{"+ Ingress demo-milvus-l7"});
  CHECK(has(plan, "milvus-other-entry"));
}

TEST_CASE("A TLS Secret is asked for where it cannot be seen", "[gcp]") {
  struct Case {
    const char* what;
    void (*ask)(Wishes&);
    const char* seen;  // "": no finding
  };
  const Case cases[] = {
      {"default", [](Wishes&) {}, "Secret demo-milvus-l7-tls"},
      {"named", [](Wishes& o) { o.options[tls_secret] = "cert"; }, "Secret cert"},
      {"managed", [](Wishes& o) { o.options[gcp::managed_certificate] = "", o.hosts = {"a.b"}; }, ""},
      {"pre-shared", [](Wishes& o) { o.options[gcp::pre_shared_certificate] = "p"; }, ""},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    Wishes wishes = gcp_options();
    c.ask(wishes);
    const Plan plan = Release().plan(wishes);
    CHECK(has(plan, "gcp-tls-secret") == (*c.seen != 0));
    if (*c.seen) CHECK(plan.findings.back().seen == c.seen);
  }
  const char* secret = "{apiVersion: v1, kind: Secret, metadata: {name: demo-milvus-l7-tls, namespace: vectors}}";
  CHECK_FALSE(has(Release().add(secret).plan(gcp_options()), "gcp-tls-secret"));
  Observed all = Release().observe(gcp_options());
  all.kinds.complete = {"Secret"};
  CHECK_FALSE(has(cloud_for(gcp_options()).plan(all, gcp_options()), "gcp-tls-secret"));
}

}  // namespace
}  // namespace l7
