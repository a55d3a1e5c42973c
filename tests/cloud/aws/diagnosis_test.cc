// What the class and the group of an Ingress decide, and what the controller complains of.

#include <functional>

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/health.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0";

Wishes wanted(const std::function<void(Wishes&)>& change = {}) {
  Wishes wishes = options_for("aws");
  wishes.options[aws::certificate_arn] = arn;
  if (change) change(wishes);
  return wishes;
}

/// What was seen by the findings of these kinds.
Lines seen(const Release& release, const Wishes& wishes, const std::vector<std::string>& ids) {
  Lines found;
  for (const Finding& finding : release.diagnose(wishes)) {
    if (std::find(ids.begin(), ids.end(), finding.kind->id) != ids.end()) found.push_back(finding.seen);
  }
  return found;
}

Release with_params(const std::string& spec) {
  return Release()
      .see(
          "{kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.aws/alb, parameters: {kind: "
          "IngressClassParams, name: house}}}")
      .see("{kind: IngressClassParams, metadata: {name: house}, spec: {" + spec + "}}");
}

TEST_CASE("IngressClassParams that say the same override nothing", "[aws][diagnosis]") {
  const Wishes wishes = wanted([](Wishes& all) {
    all.options[aws::group] = "shared";
    all.options[inbound_cidrs] = {"10.0.0.0/8", "192.0.2.0/24"};
    all.options[aws::subnets] = {"subnet-1", "subnet-2"};
    all.ssl_policy = "strict";
  });
  struct Case {
    std::string spec;
    Lines seen;
  };
  const Case cases[] = {
      {"group: {name: shared}", {}},
      {"group: {name: other}", {R"(group: {"name":"other"} beats shared)"}},
      {"certificateArn: ['" + std::string(arn) + "']", {}},
      {"certificateArn: [other]", {R"(certificateArn: ["other"] beats )" + std::string(arn)}},
      {"inboundCIDRs: [192.0.2.0/24, 10.0.0.0/8]", {}},
      {"inboundCIDRs: [10.0.0.0/8]", {R"(inboundCIDRs: ["10.0.0.0/8"] beats 10.0.0.0/8,192.0.2.0/24)"}},
      {"subnets: {ids: [subnet-1, subnet-2]}", {}},
      {"subnets: {tags: {a: [b]}}", {R"(subnets: {"tags":{"a":["b"]}} beats subnet-1,subnet-2)"}},
      {"sslPolicy: strict, scheme: internet-facing", {}},
      {"scheme: internal", {"scheme: internal beats internet-facing"}},
      {"loadBalancerAttributes: [{key: idle_timeout.timeout_seconds, value: '600'}, {key: a, value: b}]", {}},
      {"loadBalancerAttributes: [{key: idle_timeout.timeout_seconds, value: '60'}]",
       {"loadBalancerAttributes: idle_timeout.timeout_seconds=60 beats 600"}},
      {"targetType: ip", {}},
  };
  for (const Case& c : cases) {
    INFO(c.spec);
    CHECK(seen(with_params(c.spec), wishes, {"aws-params-override"}) == c.seen);
  }
}

TEST_CASE("A listener without any certificate is an error where the class can be read", "[aws][diagnosis]") {
  const auto missing = [](const Release& release, const Wishes& wishes) {
    return !seen(release, wishes, {"aws-certificate-missing"}).empty();
  };
  const Wishes nothing = options_for("aws");
  CHECK(missing(with_params("scheme: internal"), nothing));
  CHECK_FALSE(missing(with_params("certificateArn: ['" + std::string(arn) + "']"), nothing));
  CHECK_FALSE(missing(with_params("scheme: internal"), wanted()));
  Wishes host = nothing;
  host.hosts = {"db.example.com"};
  CHECK_FALSE(missing(with_params("scheme: internal"), host));
  // What cannot be read may name one.
  CHECK_FALSE(missing(Release(), nothing));
  CHECK_FALSE(missing(Release()
                          .unread("IngressClassParams")
                          .see("{kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.aws/alb, "
                               "parameters: {kind: IngressClassParams, name: house}}}"),
                      nothing));
}

TEST_CASE("Targets at node ports are refused where the Service will have none: they had cost the old entry",
          "[aws][diagnosis]") {
  const char* const key = "alb.ingress.kubernetes.io/target-type";
  const std::vector<std::string> ids = {"aws-target-type", "aws-params-target-type"};
  Wishes instance = wanted([&](Wishes& wishes) { wishes.annotations = {{key, "instance"}}; });
  CHECK(seen(Release().type("LoadBalancer"), instance, ids) == Lines{std::string(key) + ": instance"});
  CHECK(seen(Release().type("LoadBalancer"), wanted(), ids).empty());
  CHECK(seen(with_params("targetType: instance"), wanted(), ids) == Lines{"targetType: instance"});
  // What --keep-l4 leaves of the plan.
  const auto kept = [&](Release release, const Wishes& wishes) {
    const Observed observed = release.type("LoadBalancer").observe(wishes);
    const Cloud& cloud = cloud_for(wishes);
    Plan plan = cloud.plan(observed, wishes);
    std::erase_if(plan.changes, [](const Change& change) { return change.phase == Phase::cutover; });
    Lines found;
    for (const Finding& finding : cloud.diagnose(observed, plan, wishes)) {
      if (std::find(ids.begin(), ids.end(), finding.kind->id) != ids.end()) found.push_back(finding.seen);
    }
    return found;
  };
  CHECK(kept(Release(), instance).empty());
  CHECK(kept(with_params("targetType: instance"), wanted()).empty());
}

const std::vector<std::string> of_group = {"aws-group-conflict", "aws-group-shares", "aws-group-catch-all"};

/// Another Ingress of the group, in another namespace.
std::string member(const std::string& annotations, const std::string& rules = "", const std::string& name = "web") {
  return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: " + name +
         ", namespace: shop, annotations: {alb.ingress.kubernetes.io/group.name: shared" + annotations +
         "}}, spec: {rules: [" + rules + "]}}";
}

std::string with(const char* key, const std::string& value) {
  return ", alb.ingress.kubernetes.io/" + std::string(key) + ": '" + value + "'";
}

TEST_CASE("Ingresses of one group are compared over all namespaces", "[aws][diagnosis]") {
  const Wishes wishes = wanted([](Wishes& all) {
    all.options[aws::group] = "shared";
    all.options[inbound_cidrs] = {"10.0.0.0/8", "192.0.2.0/24"};
    all.annotations = {{"alb.ingress.kubernetes.io/tags", "team=data,env=prod"}};
    all.ssl_policy = "strict";
  });
  struct Case {
    std::string annotations;
    const char* seen;
  };
  const std::string same_ranges = with("inbound-cidrs", "192.0.2.0/24,10.0.0.0/8");
  const Case cases[] = {
      {same_ranges, ""},
      {same_ranges + with("scheme", "internal"), "scheme is internal in Ingress shop/web and internet-facing here"},
      {same_ranges + with("ssl-policy", "old"), "ssl-policy is old in Ingress shop/web and strict here"},
      {same_ranges + with("load-balancer-attributes", "idle_timeout.timeout_seconds=60,a=b"),
       "load-balancer-attributes idle_timeout.timeout_seconds is 60 in Ingress shop/web and 600 here"},
      {same_ranges + with("load-balancer-attributes", "a=b"), ""},
      {same_ranges + with("tags", "team=web"), "tags team is web in Ingress shop/web and data here"},
      {same_ranges + with("tags", "team=data,owner=me"), ""},
      {with("inbound-cidrs", "0.0.0.0/0"),
       "inbound-cidrs is 0.0.0.0/0 in Ingress shop/web and 10.0.0.0/8,192.0.2.0/24 here"},
      {"", "inbound-cidrs 10.0.0.0/8,192.0.2.0/24 counts for Ingress shop/web too"},
      {same_ranges + with("security-groups", "sg-1"), "security-groups sg-1 of Ingress shop/web counts here too"},
      {same_ranges + with("subnets", "a,b"), "subnets a,b of Ingress shop/web counts here too"},
  };
  for (const Case& c : cases) {
    INFO(c.annotations);
    const Lines found = seen(Release().see(member(c.annotations)), wishes, of_group);
    CHECK(found == (*c.seen ? Lines{c.seen} : Lines{}));
  }
  const Wishes managed = wanted([](Wishes& all) {
    all.options[aws::group] = "shared";
    all.options[aws::security_groups] = {"sg-1"};
  });
  const std::string other = with("security-groups", "sg-1") + with("manage-backend-security-group-rules", "false");
  CHECK(seen(Release().see(member(other)), managed, of_group) ==
        Lines{"manage-backend-security-group-rules is false in Ingress shop/web and true here"});
  // Another group, and the class's group in place of the annotation's.
  CHECK(seen(Release().see(member(with("group.name", "x"))), wanted(), of_group).empty());
}

TEST_CASE("A rule without a host takes the calls of whoever comes after it", "[aws][diagnosis]") {
  const char* const all = "{http: {paths: [{path: /, pathType: Prefix}]}}";
  const std::string https = with("listen-ports", "[{\"HTTPS\":443}]");
  const auto found = [&](const std::string& annotations, const char* rule, const std::vector<std::string>& hosts) {
    const Wishes wishes = wanted([&](Wishes& each) {
      each.options[aws::group] = "shared";
      each.hosts = hosts;
    });
    return seen(Release().see(member(annotations, rule)), wishes, {"aws-group-catch-all"});
  };
  const Lines theirs = {"Ingress shop/web has a rule without a host, and comes before this one"};
  CHECK(found(https, all, {"db.example.com"}) == theirs);
  CHECK(found(https + with("group.order", "-5"), "{http: {paths: [{path: /*}]}}", {"db.example.com"}) == theirs);
  CHECK(found(https + with("group.order", "5"), all, {"db.example.com"}).empty());
  CHECK(found(https, "{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix}]}}", {"db.example.com"})
            .empty());
  CHECK(found(https, "{http: {paths: [{path: /shop, pathType: Prefix}]}}", {"db.example.com"}).empty());
  CHECK(found("", all, {"db.example.com"}).empty());
  CHECK(found(https + with("group.order", "5"), "{host: shop.example.com}", {}) ==
        Lines{"this one has a rule without a host, and comes before Ingress shop/web"});
}

TEST_CASE("check tells what the AWS controller complains of", "[aws][diagnosis]") {
  Release release = Release().add(ingress_yaml("a", "kubernetes.io/ingress.class: alb"));
  release.see(
      "{kind: TargetGroupBinding, metadata: {name: t, namespace: vectors, labels: {ingress.k8s.aws/stack-name: "
      "a, ingress.k8s.aws/stack-namespace: vectors}}, spec: {serviceRef: {name: demo-milvus, port: 19530}}}");
  release.see(event("FailedBuildModel", "couldn''t find all subnets", "00:10:00", "Warning", "Ingress, name: a"));
  release.see(event("FailedReconcile", "AccessDenied: x", "00:10:00", "Warning", "TargetGroupBinding, name: t"));
  const Lines found = seen(release, options_for("aws"), {"controller-failure"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].starts_with("FailedBuildModel: couldn't find all subnets; name subnets of the cluster's VPC"));
  CHECK(found[1].starts_with("FailedReconcile: AccessDenied: x; give the controller's IAM role"));
}

TEST_CASE("check tells what GKE complains of", "[gcp][diagnosis]") {
  Release release = Release().add(ingress_yaml("a", "kubernetes.io/ingress.class: gce"));
  release.see(
      event("Sync", "googleapi: Error 404: /securityPolicies/armor", "00:10:00", "Warning", "Ingress, name: a"));
  release.see(event("AttachFailed", "Failed to Attach 1 network endpoint(s)", "00:10:00", "Warning",
                    "Service, name: demo-milvus"));
  const Lines found = seen(release, options_for("gcp"), {"controller-failure"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].find("change --security-policy") != std::string::npos);
  CHECK(found[1].starts_with("AttachFailed: "));
}

}  // namespace
}  // namespace l7
