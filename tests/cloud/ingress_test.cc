#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"

namespace l7 {
namespace {

using namespace fixture;

struct Cloud {
  const char* name;
  /// The annotations of an Ingress of this cloud.
  const char* annotations;
};

const Cloud clouds[] = {{"gcp", "kubernetes.io/ingress.class: gce"}, {"aws", "kubernetes.io/ingress.class: alb"}};

std::string ours(const Cloud& cloud, const std::string& name) {
  std::string text = ingress_yaml(name, cloud.annotations);
  text.replace(text.find("annotations"), 0, "labels: {milvus-l7/service: demo-milvus}, ");
  return text;
}

TEST_CASE("Several Ingresses of this cloud are refused unless one is named", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    Release release;
    release.add(ingress_yaml("a", cloud.annotations)).add(ingress_yaml("b", cloud.annotations));
    const Plan several = release.plan(options_for(cloud.name));
    CHECK(several.refused());
    CHECK(has(several, "several-ingresses"));

    Wishes wishes = options_for(cloud.name);
    wishes.ingress_name = "c";
    const Plan named = release.plan(wishes);
    CHECK_FALSE(named.refused());
    CHECK(lines_of(named, "Ingress") == Lines{"+ Ingress c"});
  }
}

TEST_CASE("Any of several Ingresses can be named: only the last one could be", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    for (const char* name : {"a", "b"}) {
      INFO(cloud.name << " " << name);
      Release release;
      release.add(ingress_yaml("a", cloud.annotations)).add(ingress_yaml("b", cloud.annotations));
      Wishes wishes = options_for(cloud.name);
      wishes.ingress_name = name;
      const Plan plan = release.plan(wishes);
      CHECK_FALSE(plan.refused());
      CHECK(has(plan, std::string(cloud.name) + "-ingress-kept"));
      CHECK(has(plan, "milvus-other-entry"));
      for (const Change& change : plan.changes) {
        if (change.object.kind == "Ingress") CHECK(change.object.name == name);
      }
    }
  }
}

TEST_CASE("An Ingress of ours is used under whatever name: a second one had been made", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    Wishes named = options_for(cloud.name);
    named.ingress_name = "web";
    const Release after = Release().after(named);
    REQUIRE(after.find("Ingress", "web"));
    const Plan again = after.plan(options_for(cloud.name));
    CHECK(again.changes.empty());
    CHECK_FALSE(has(again, "milvus-other-entry"));
  }
}

TEST_CASE("An Ingress of ours goes before one found there", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    INFO(cloud.name);
    for (const bool reversed : {false, true}) {
      Release release;
      release.add(ingress_yaml("a", cloud.annotations)).add(ours(cloud, "demo-milvus-l7"));
      if (reversed) release.reverse_neighbours();
      const Plan plan = release.plan(options_for(cloud.name));
      CHECK_FALSE(plan.refused());
      CHECK_FALSE(has(plan, std::string(cloud.name) + "-ingress-kept"));
      CHECK(has(plan, "milvus-other-entry"));
      for (const Change& change : plan.changes) {
        if (change.object.kind == "Ingress") CHECK(change.object.name == "demo-milvus-l7");
      }
    }
  }
}

TEST_CASE("An Ingress of ours under another name goes before one found there", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    for (const bool reversed : {false, true}) {
      INFO(cloud.name << " reversed " << reversed);
      Release release;
      release.add(ingress_yaml("a", cloud.annotations)).add(ours(cloud, "web"));
      if (reversed) release.reverse_neighbours();
      const Plan plan = release.plan(options_for(cloud.name));
      CHECK_FALSE(plan.refused());
      CHECK_FALSE(lines_of(plan, "Ingress").empty());
      for (const Change& change : plan.changes) {
        if (change.object.kind == "Ingress") CHECK(change.object.name == "web");
      }
    }
  }
}

TEST_CASE("An Ingress of ours for the other cloud refuses the plan in any order", "[ingress]") {
  const Cloud& gcp = clouds[0];
  const Cloud& aws = clouds[1];
  struct Case {
    const Cloud& planned;
    const Cloud& there;
  };
  for (const Case& c : {Case{gcp, aws}, Case{aws, gcp}}) {
    INFO(c.planned.name << " over " << c.there.name);
    const Plan alone = Release().add(ours(c.there, "demo-milvus-l7")).plan(options_for(c.planned.name));
    CHECK(alone.refused());
    CHECK(has(alone, "other-cloud"));
    for (const bool reversed : {false, true}) {
      Release both;
      both.add(ours(c.planned, "demo-milvus-l7")).add(ours(c.there, "web"));
      if (reversed) both.reverse_neighbours();
      CHECK(has(both.plan(options_for(c.planned.name)), "other-cloud"));
    }
    const Release done = Release().after(options_for(c.there.name));
    CHECK(done.plan(options_for(c.planned.name)).refused());
  }
}

TEST_CASE("A name that somebody else's object has is not taken", "[ingress]") {
  struct Case {
    const char* cloud;
    std::string object;
    const char* seen;
  };
  const std::string there = "metadata: {name: demo-milvus-l7, namespace: vectors}, spec: {}}";
  const Case cases[] = {
      {"gcp", "{apiVersion: networking.k8s.io/v1, kind: Ingress, " + there,
       "Ingress vectors/demo-milvus-l7 is there already"},
      {"aws", "{apiVersion: networking.k8s.io/v1, kind: Ingress, " + there,
       "Ingress vectors/demo-milvus-l7 is there already"},
      {"gcp", "{apiVersion: cloud.google.com/v1, kind: BackendConfig, " + there,
       "BackendConfig vectors/demo-milvus-l7 is there already"},
      {"gcp", ingress_yaml("demo-milvus-l7", "kubernetes.io/ingress.class: nginx"),
       "Ingress vectors/demo-milvus-l7 is there already"},
  };
  for (const Case& c : cases) {
    INFO(c.object);
    const Plan plan = Release().add(c.object).plan(options_for(c.cloud));
    CHECK(plan.refused());
    bool found = false;
    for (const Finding& finding : plan.findings) found = found || finding.seen == c.seen;
    CHECK(found);
    CHECK(has(plan, "name-taken"));
  }
  Wishes wishes = options_for("gcp");
  wishes.ssl_policy = "modern";
  wishes.options[gcp::managed_certificate] = "";
  wishes.hosts = {"a.b"};
  for (const char* kind : {"FrontendConfig", "ManagedCertificate"}) {
    const std::string object = std::string("{kind: ") + kind + ", " + there;
    CHECK(has(Release().add(object).plan(wishes), "name-taken"));
  }
}

TEST_CASE("An Ingress of ours is set right field by field", "[ingress]") {
  for (const Cloud& cloud : clouds) {
    const Wishes wishes = options_for(cloud.name);
    Release done = Release().after(wishes);
    Plan meddling;
    const ObjectRef ref = ref_of(done.get("Ingress", "demo-milvus-l7"));
    meddling.changes.push_back({ref, {"metadata", "annotations", "theirs"}, {}, {}, Value("x"), Phase::ingress, ""});
    meddling.changes.push_back({ref, {"spec", "rules"}, {}, {}, Value::list(), Phase::ingress, ""});
    done.apply(meddling);
    const Plan plan = done.plan(wishes);
    REQUIRE(plan.changes.size() == 1);
    CHECK(to_string(plan.changes.front().path) == "spec.rules");
    CHECK(annotation(done.after(wishes).get("Ingress", "demo-milvus-l7"), "theirs") == "x");
  }
}

}  // namespace
}  // namespace l7
