#include "cloud/access.h"

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "cloud/written.h"

namespace l7 {
namespace {

using namespace fixture;

const std::string aws_prefix = "service.beta.kubernetes.io/aws-load-balancer-";

Value service(const std::string& annotations, const std::string& spec = "", const std::string& status = "") {
  return yaml::read("{kind: Service, metadata: {name: s, annotations: {" + annotations +
                    "}}, spec: {type: LoadBalancer" + (spec.empty() ? "" : ", " + spec) +
                    "}, status: {loadBalancer: {ingress: [" + status + "]}}}");
}

const Cloud& aws() { return cloud_for(options_for("aws")); }

TEST_CASE("A load balancer is internal in every spelling that a controller reads", "[access]") {
  struct Case {
    std::string annotations, spec, status;
    bool internal;
  };
  const Case cases[] = {
      {"", "", "", false},
      {"networking.gke.io/load-balancer-type: Internal", "", "", true},
      {"cloud.google.com/load-balancer-type: internal", "", "", true},
      {"networking.gke.io/load-balancer-type: External", "", "", false},
      {aws_prefix + "internal: 'true'", "", "", true},
      {aws_prefix + "internal: 0.0.0.0/0", "", "", true},
      {aws_prefix + "internal: 'false'", "", "", false},
      {aws_prefix + "scheme: internal", "", "", true},
      {aws_prefix + "scheme: internet-facing", "loadBalancerClass: service.k8s.aws/nlb", "", false},
      {"", "loadBalancerClass: service.k8s.aws/nlb", "", true},
      {"", "loadBalancerClass: eks.amazonaws.com/nlb", "", true},
      {"", "loadBalancerClass: example.com/other", "", false},
      {aws_prefix + "type: external", "", "", true},
      {aws_prefix + "type: nlb-ip", "", "", true},
      {aws_prefix + "type: nlb", "", "", false},
      {aws_prefix + "type: external, " + aws_prefix + "scheme: internet-facing", "", "", false},
      {"", "", "{hostname: internal-a1-1.eu-west-1.elb.amazonaws.com}", true},
      {"", "", "{hostname: a1-1.eu-west-1.elb.amazonaws.com}", false},
      {"", "", "{ip: 10.0.0.7}", true},
      {"", "", "{ip: 172.16.0.7}", true},
      {"", "", "{ip: 172.15.0.7}", false},
      {"", "", "{ip: 172.32.0.7}", false},
      {"", "", "{ip: 192.168.1.7}", true},
      {"", "", "{ip: 'fd00::7'}", true},
      {"", "", "{ip: 34.1.2.3}", false},
      {"", "", "{ip: 10.0.0.7}, {ip: 34.1.2.3}", false},
  };
  for (const Case& c : cases) {
    INFO(c.annotations << ' ' << c.spec << ' ' << c.status);
    CHECK(layer4_access(service(c.annotations, c.spec, c.status), aws()).internal.empty() != c.internal);
  }
}

TEST_CASE("What is internal by default in one cloud says nothing in another", "[access]") {
  const Cloud& gcp = cloud_for(options_for("gcp"));
  const std::string prefix = "service.beta.kubernetes.io/aws-load-balancer-";
  CHECK(layer4_access(service(prefix + "type: external"), gcp).internal.empty());
  CHECK(layer4_access(service("", "loadBalancerClass: service.k8s.aws/nlb"), gcp).internal.empty());
  CHECK_FALSE(layer4_access(service(prefix + "scheme: internal"), gcp).internal.empty());
}

TEST_CASE("The ranges that a load balancer lets in stand in the field or the annotation", "[access]") {
  const std::string annotation = std::string(source_ranges_annotation) + ": ";
  struct Case {
    std::string annotations, spec;
    Lines ranges;
  };
  const Case cases[] = {
      {"", "", {}},
      {"", "loadBalancerSourceRanges: [10.0.0.0/8, 192.0.2.0/24]", {"10.0.0.0/8", "192.0.2.0/24"}},
      {"", "loadBalancerSourceRanges: [' 10.0.0.0/8 ']", {"10.0.0.0/8"}},
      {"", "loadBalancerSourceRanges: [0.0.0.0/0]", {}},
      {"", "loadBalancerSourceRanges: [10.0.0.0/8, '::/0']", {"10.0.0.0/8", "::/0"}},
      {"", "loadBalancerSourceRanges: [10.0.0.0/8, 0.0.0.0/0]", {}},
      {annotation + "'10.0.0.0/8, 192.0.2.0/24'", "", {"10.0.0.0/8", "192.0.2.0/24"}},
      {annotation + "10.0.0.0/8", "loadBalancerSourceRanges: [192.0.2.0/24]", {"192.0.2.0/24"}},
      {annotation + "10.0.0.0/8", "loadBalancerSourceRanges: []", {"10.0.0.0/8"}},
      {annotation + "0.0.0.0/0", "", {}},
  };
  for (const Case& c : cases) {
    INFO(c.annotations << ' ' << c.spec);
    CHECK(layer4_access(service(c.annotations, c.spec), aws()).ranges == c.ranges);
  }
  const Value closed = yaml::read("{kind: Service, spec: {type: ClusterIP, loadBalancerSourceRanges: [10.0.0.0/8]}}");
  CHECK(layer4_access(closed, aws()).ranges.empty());
}

Release behind(const std::string& key, const std::string& value) {
  return Release().type("LoadBalancer").annotate(key.c_str(), value);
}

Release limited() {
  Release release = Release().type("LoadBalancer");
  release.service().set(Path{"spec", "loadBalancerSourceRanges"}, yaml::read("[10.0.0.0/8, 192.0.2.0/24]"));
  return release;
}

std::string annotation_of(const Release& release, const Wishes& wishes, const char* key) {
  return annotation(release.after(wishes).get("Ingress", "demo-milvus-l7"), key);
}

TEST_CASE("An internal load balancer stays internal until the user says otherwise", "[access]") {
  struct Case {
    const char* cloud;
    const char* key;
    const char* internal;
    const char* open;
  };
  const Case cases[] = {{"gcp", "kubernetes.io/ingress.class", "gce-internal", "gce"},
                        {"aws", "alb.ingress.kubernetes.io/scheme", "internal", "internet-facing"}};
  for (const Case& c : cases) {
    INFO(c.cloud);
    Wishes wishes = options_for(c.cloud);
    CHECK(annotation_of(Release().type("LoadBalancer"), wishes, c.key) == c.open);
    for (const Release& old :
         {behind("networking.gke.io/load-balancer-type", "Internal"), behind(aws_prefix + "scheme", "internal")}) {
      wishes.internal.reset();
      CHECK(has(old.plan(wishes), "stays-internal"));
      CHECK(annotation_of(old, wishes, c.key) == c.internal);
      // The next run sees a ClusterIP Service, and an Ingress of ours.
      CHECK(old.after(wishes).plan(wishes).changes.empty());
      wishes.internal = false;
      CHECK_FALSE(has(old.plan(wishes), "stays-internal"));
      CHECK(annotation_of(old, wishes, c.key) == c.open);
      wishes.internal = true;
      CHECK_FALSE(has(old.plan(wishes), "stays-internal"));
      CHECK(annotation_of(old, wishes, c.key) == c.internal);
    }
  }
}

TEST_CASE("GKE refuses to let in more than the old load balancer does", "[access][gcp]") {
  Wishes wishes = options_for("gcp");
  CHECK(has(limited().plan(wishes), "gcp-source-ranges"));
  CHECK(limited().plan(wishes).refused());
  wishes.options[gcp::security_policy].text = "armor";
  CHECK_FALSE(limited().plan(wishes).refused());
  wishes.options[gcp::security_policy].text = "";
  CHECK(limited().plan(wishes).refused());
  wishes = options_for("gcp");
  wishes.options[inbound_cidrs] = {"0.0.0.0/0"};
  CHECK_NOTHROW(check(wishes));
  CHECK_FALSE(limited().plan(wishes).refused());
  wishes = options_for("gcp");
  CHECK(has(behind(aws_prefix + "security-groups", "sg-1").plan(wishes), "access-limit"));
}

TEST_CASE("An ALB lets in whom the old load balancer lets in", "[access][aws]") {
  const char* key = "alb.ingress.kubernetes.io/inbound-cidrs";
  Wishes wishes = options_for("aws");
  CHECK(has(limited().plan(wishes), "aws-source-ranges-kept"));
  CHECK(annotation_of(limited(), wishes, key) == "10.0.0.0/8,192.0.2.0/24");
  CHECK(limited().after(wishes).plan(wishes).changes.empty());
  wishes.options[inbound_cidrs] = {"0.0.0.0/0"};
  CHECK(annotation_of(limited(), wishes, key) == "0.0.0.0/0");
  CHECK_FALSE(has(limited().plan(wishes), "aws-source-ranges-kept"));
  wishes = options_for("aws");
  wishes.options[aws::security_groups] = {"sg-1"};
  CHECK(annotation_of(limited(), wishes, key).empty());
  wishes = options_for("aws");
  const Release grouped = behind(aws_prefix + "security-groups", "sg-1");
  CHECK(has(grouped.plan(wishes), "access-limit"));
  wishes.options[aws::security_groups] = {"sg-1"};
  CHECK_FALSE(grouped.plan(wishes).refused());
}

}  // namespace
}  // namespace l7
