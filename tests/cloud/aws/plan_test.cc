#include <algorithm>

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "model/error.h"

namespace l7 {
namespace {

using namespace fixture;

const std::string alb = "alb.ingress.kubernetes.io/";
const char* const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f0f0f-1111-2222-3333-444455556666";

Wishes aws_options() { return options_for("aws"); }

struct Given {
  const char* flag;
  std::string value;
};

/// The options with one flag set.
Wishes with(const Given& given) {
  Wishes wishes = aws_options();
  const std::string flag = given.flag;
  if (flag == "--certificate-arn") wishes.options[aws::certificate_arn] = given.value;
  if (flag == "--waf-acl") wishes.options[aws::waf_acl] = given.value;
  if (flag == "--request-timeout-sec") wishes.request_timeout_sec = std::stoi(given.value);
  if (flag == "--group") wishes.options[aws::group] = given.value;
  if (flag == "--tls-secret") wishes.options[tls_secret] = given.value;
  if (flag == "--managed-certificate") wishes.options[gcp::managed_certificate] = given.value;
  if (flag == "--pre-shared-cert") wishes.options[gcp::pre_shared_certificate] = given.value;
  if (flag == "--static-ip") wishes.options[gcp::static_ip] = given.value;
  if (flag == "--security-policy") wishes.options[gcp::security_policy].text = given.value;
  return wishes;
}

TEST_CASE("AWS takes these values", "[aws]") {
  const Given cases[] = {
      {"", ""},
      {"--certificate-arn", arn},
      {"--certificate-arn", "arn:aws-us-gov:acm:us-gov-west-1:123456789012:certificate/abc"},
      {"--certificate-arn", "arn:aws-cn:acm:cn-north-1:123456789012:certificate/abc"},
      {"--waf-acl", "arn:aws:wafv2:us-west-2:123456789012:regional/webacl/name/id"},
      {"--waf-acl", "none"},
      {"--request-timeout-sec", "1"},
      {"--request-timeout-sec", "4000"},
      {"--group", "shared.db-1"},
      {"--group", std::string(63, 'a')},
  };
  for (const Given& c : cases) {
    INFO(c.flag << " " << c.value);
    CHECK_NOTHROW(check(with(c)));
  }
}

TEST_CASE("AWS refuses these values", "[aws]") {
  const Given cases[] = {
      {"--tls-secret", "s"},
      {"--managed-certificate", ""},
      {"--managed-certificate", "m"},
      {"--pre-shared-cert", "p"},
      {"--static-ip", "i"},
      {"--security-policy", "s"},
      {"--certificate-arn", "0f0f0f0f-1111-2222-3333-444455556666"},
      {"--certificate-arn", "arn:aws:acm:eu-west-1:123456789012"},
      {"--certificate-arn", "arn:aws:acm:eu-west-1:123456789012:certificate/"},
      {"--certificate-arn", "arn:aws:acm:eu-west-1:12345678901:certificate/abc"},
      {"--certificate-arn", "arn:aws:acm:eu-west-1:12345678901x:certificate/abc"},
      {"--certificate-arn", "arn:aws:acm::123456789012:certificate/abc"},
      {"--certificate-arn", "arn:aws:acm:EU-WEST-1:123456789012:certificate/abc"},
      {"--certificate-arn", "arn:aws:iam:eu-west-1:123456789012:server-certificate/abc"},
      {"--certificate-arn", "arn:aws:iam::123456789012:server-certificate/abc"},
      {"--certificate-arn", "arn:gcp:acm:eu-west-1:123456789012:certificate/abc"},
      {"--certificate-arn", "arn:aws:acm:eu-west-1:123456789012:certificate/a b"},
      {"--certificate-arn", std::string(arn) + "\n"},
      {"--certificate-arn", "\"" + std::string(arn) + "\""},
      {"--waf-acl", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/name/id"},
      {"--waf-acl", "arn:aws:waf-regional:us-east-1:123456789012:webacl/id"},
      {"--waf-acl", "None"},
      {"--group", std::string(64, 'a')},
      {"--group", "Shared"},
      {"--group", "a_b"},
      {"--group", "a b"},
      {"--request-timeout-sec", "0"},
      {"--request-timeout-sec", "-1"},
      {"--request-timeout-sec", "4001"},
  };
  for (const Given& c : cases) {
    INFO(c.flag << " " << c.value);
    try {
      check(with(c));
      FAIL("taken");
    } catch (const UsageError& error) {
      CHECK(error.where == c.flag);
      CHECK_FALSE(std::string(error.what()).empty());
      CHECK_FALSE(error.fix.empty());
    }
  }
}

TEST_CASE("A plain release gets an Ingress of the ALB and loses its layer 4 entry", "[aws]") {
  const Plan plan = Release().type("LoadBalancer").plan(aws_options());
  CHECK(lines(plan) == Lines{"+ Ingress demo-milvus-l7", "Service spec.type: \"LoadBalancer\" -> \"ClusterIP\""});
  CHECK(ids(plan) == Lines{"aws-no-certificate"});
  CHECK((plan.changes[0].phase == Phase::ingress));
  CHECK((plan.changes[1].phase == Phase::cutover));
  CHECK(to_json(*plan.changes[0].after) ==
        R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"demo-milvus-l7",)"
        R"("namespace":"vectors","labels":{"app.kubernetes.io/managed-by":"milvus-l7",)"
        R"("milvus-l7/service":"demo-milvus"},"annotations":{"alb.ingress.kubernetes.io/scheme":"internet-facing",)"
        R"("alb.ingress.kubernetes.io/ssl-policy":"ELBSecurityPolicy-TLS13-1-2-2021-06",)"
        R"("alb.ingress.kubernetes.io/target-type":"ip",)"
        R"("alb.ingress.kubernetes.io/listen-ports":"[{\"HTTPS\":443}]",)"
        R"("alb.ingress.kubernetes.io/backend-protocol-version":"GRPC",)"
        R"("alb.ingress.kubernetes.io/load-balancer-attributes":"idle_timeout.timeout_seconds=600",)"
        R"("alb.ingress.kubernetes.io/target-group-attributes":)"
        R"("load_balancing.algorithm.type=least_outstanding_requests"}},"spec":{"ingressClassName":"alb",)"
        R"("rules":[{"http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":)"
        R"({"name":"demo-milvus","port":{"number":19530}}}}]}}]}})");
}

TEST_CASE("Milvus itself is left alone on AWS", "[aws]") {
  const Plan plan = Release().add(attu_yaml).plan(aws_options());
  CHECK(lines(plan) == Lines{"+ Ingress demo-milvus-l7"});
  CHECK_FALSE(has(plan, "milvus-plaintext-client"));
  Release unnamed;
  unnamed.service().set(Path{"spec", "ports"}, yaml::read("[{port: 19530, targetPort: milvus}]"));
  CHECK_FALSE(unnamed.plan(aws_options()).refused());
  CHECK_FALSE(Release().no_config_map().plan(aws_options()).refused());
}

TEST_CASE("Targets speak TLS where Milvus does", "[aws]") {
  struct Case {
    Release release;
    const char* protocol;
  };
  const Case cases[] = {
      {Release().user_yaml(""), ""},
      {Release().user_yaml("common.security.tlsMode: 0"), ""},
      {Release().user_yaml("common.security.tlsMode: 1"), "HTTPS"},
      {Release().user_yaml("common: {security: {tlsMode: \"1\"}}"), "HTTPS"},
      {Release().variable("COMMON_SECURITY_TLSMODE", "1"), "HTTPS"},
      {Release().user_yaml("common.security.tlsMode: 1").variable("COMMON_SECURITY_TLSMODE", "0"), ""},
  };
  for (const Case& c : cases) {
    const Value made = c.release.after(aws_options()).get("Ingress", "demo-milvus-l7");
    CHECK(annotation(made, alb + "backend-protocol-version") == "GRPC");
    CHECK(annotation(made, alb + "backend-protocol") == c.protocol);
  }
}

TEST_CASE("Targets whose TLS cannot be told are reported: plaintext had been taken for granted", "[aws]") {
  CHECK(has(Release().no_config_map().plan(aws_options()), "aws-tls-unknown"));
  CHECK_FALSE(
      has(Release().no_config_map().variable("COMMON_SECURITY_TLSMODE", "1").plan(aws_options()), "aws-tls-unknown"));
  CHECK_FALSE(has(Release().plan(aws_options()), "aws-tls-unknown"));

  Release from_secret;
  from_secret.workload().set(
      {"spec", "template", "spec", "containers", std::size_t{0}, "env"},
      yaml::read("[{name: COMMON_SECURITY_TLSMODE, valueFrom: {secretKeyRef: {name: s, key: k}}}]"));
  const Plan plan = from_secret.plan(aws_options());
  REQUIRE(has(plan, "aws-tls-unknown"));
  CHECK_FALSE(plan.refused());
}

TEST_CASE("The old load balancer stays open where it is hidden how Milvus speaks, until it is said", "[aws]") {
  const auto closes = [](const Plan& plan) {
    return std::any_of(plan.changes.begin(), plan.changes.end(),
                       [](const Change& change) { return change.phase == Phase::cutover; });
  };
  const std::string variables = "[{name: COMMON_SECURITY_TLSMODE, valueFrom: {secretKeyRef: {name: s, key: k}}}]";
  Release hidden = Release().type("LoadBalancer");
  hidden.workload().set({"spec", "template", "spec", "containers", std::size_t{0}, "env"}, yaml::read(variables));
  CHECK_FALSE(closes(hidden.plan(aws_options())));
  // A ConfigMap that a stream does not have is warned of.
  CHECK(closes(Release().no_config_map().type("LoadBalancer").plan(aws_options())));
  for (const char* protocol : {"HTTPS", "HTTP"}) {
    Wishes wishes = aws_options();
    wishes.annotations = {{alb + "backend-protocol", protocol}};
    CHECK_FALSE(has(hidden.plan(wishes), "aws-tls-unknown"));
    CHECK(closes(hidden.plan(wishes)));
  }
}

TEST_CASE("What cannot be behind an ALB is refused", "[aws]") {
  Release owned;
  owned.workload().set(Path{"metadata", "ownerReferences"},
                       yaml::read("[{apiVersion: milvus.io/v1beta1, kind: Milvus, name: demo}]"));
  struct Case {
    const char* finding;
    Release release;
  };
  for (const Case& c :
       {Case{"milvus-mutual-tls", Release().user_yaml("common.security.tlsMode: 2")}, Case{"milvus-operator", owned}}) {
    const Plan plan = c.release.plan(aws_options());
    CHECK(ids(plan) == Lines{c.finding});
    CHECK(plan.refused());
    CHECK(plan.changes.empty());
  }
}

TEST_CASE("Every option of AWS has its effect", "[aws]") {
  struct Case {
    void (*ask)(Wishes&);
    const char* key;
    const char* value;  // "": absent
  };
  const Case cases[] = {
      {[](Wishes& o) { o.options[aws::certificate_arn] = arn; }, "certificate-arn", arn},
      {[](Wishes&) {}, "certificate-arn", ""},
      {[](Wishes& o) { o.internal = true; }, "scheme", "internal"},
      {[](Wishes& o) { o.request_timeout_sec = 4000; }, "load-balancer-attributes",
       "idle_timeout.timeout_seconds=4000"},
      {[](Wishes& o) { o.ssl_policy = "ELBSecurityPolicy-FS-1-2-Res-2020-10"; }, "ssl-policy",
       "ELBSecurityPolicy-FS-1-2-Res-2020-10"},
      {[](Wishes& o) { o.options[aws::waf_acl] = "none"; }, "wafv2-acl-arn", "none"},
      {[](Wishes&) {}, "wafv2-acl-arn", ""},
      {[](Wishes& o) {
         o.options[inbound_cidrs] = {"10.0.0.0/8", "192.168.0.0/16"};
       },
       "inbound-cidrs", "10.0.0.0/8,192.168.0.0/16"},
      {[](Wishes&) {}, "inbound-cidrs", ""},
      {[](Wishes& o) {
         o.options[aws::subnets] = {"subnet-a", "subnet-b"};
       },
       "subnets", "subnet-a,subnet-b"},
      {[](Wishes& o) { o.options[aws::security_groups] = {"sg-1"}; }, "security-groups", "sg-1"},
      {[](Wishes& o) { o.options[aws::security_groups] = {"sg-1"}; }, "manage-backend-security-group-rules", "true"},
      {[](Wishes&) {}, "manage-backend-security-group-rules", ""},
      {[](Wishes& o) { o.options[aws::group] = "shared"; }, "group.name", "shared"},
      {[](Wishes& o) {
         o.annotations = {{"alb.ingress.kubernetes.io/tags", "a=b"}};
       },
       "tags", "a=b"},
      {[](Wishes& o) {
         o.annotations = {{"alb.ingress.kubernetes.io/target-type", "instance"}};
       },
       "target-type", "instance"},
      {[](Wishes&) {}, "healthcheck-path", ""},
      {[](Wishes&) {}, "success-codes", ""},
  };
  for (const Case& c : cases) {
    INFO(c.key);
    Wishes wishes = aws_options();
    c.ask(wishes);
    CHECK_NOTHROW(check(wishes));
    CHECK(annotation(Release().after(wishes).get("Ingress", "demo-milvus-l7"), alb + c.key) == c.value);
  }
}

TEST_CASE("Hosts become rules and the name becomes the name", "[aws]") {
  Wishes wishes = aws_options();
  wishes.hosts = {"a.example.com", "b.example.com"};
  wishes.ingress_name = "web";
  const Value made = Release().after(wishes).get("Ingress", "web");
  const Value* rules = made.find(Path{"spec", "rules"});
  REQUIRE(rules);
  REQUIRE(rules->items().size() == 2);
  CHECK(rules->items()[0].text_at({"host"}) == "a.example.com");
  CHECK(rules->items()[1].text_at({"host"}) == "b.example.com");
  CHECK(leads_to(*read_entry(object_of(made)), Release().observe(wishes).milvus));
}

TEST_CASE("What is said about the certificate depends on what is known of it", "[aws]") {
  struct Case {
    const char* arn;
    std::vector<std::string> hosts;
    Lines findings;
  };
  const Case cases[] = {
      {"", {}, {"aws-no-certificate"}},
      {"", {"a.b"}, {"aws-certificate-by-host"}},
      {arn, {}, {}},
      {arn, {"a.b"}, {}},
  };
  for (const Case& c : cases) {
    Wishes wishes = aws_options();
    wishes.options[aws::certificate_arn] = c.arn;
    wishes.hosts = c.hosts;
    CHECK(ids(Release().plan(wishes)) == c.findings);
  }
}

TEST_CASE("The controller may make the certificate itself", "[aws]") {
  const std::string key = alb + "create-acm-cert";
  Wishes wishes = aws_options();
  wishes.hosts = {"a.b"};
  wishes.annotations = {{key, "true"}};
  CHECK(ids(Release().plan(wishes)) == Lines{"aws-certificate-by-controller"});
  wishes.annotations = {{key, "false"}};
  CHECK(ids(Release().plan(wishes)) == Lines{"aws-certificate-by-host"});
  wishes.annotations = {{key, "true"}};
  wishes.options[aws::certificate_arn] = arn;
  CHECK(ids(Release().plan(wishes)) == Lines{"aws-certificate-twice"});

  Release guide;
  guide.add(ingress_yaml("web", "kubernetes.io/ingress.class: alb, " + key + ": 'true'"));
  CHECK(has(guide.plan(aws_options()), "aws-certificate-by-controller"));
  CHECK_FALSE(has(guide.plan(aws_options()), "aws-no-certificate"));
}

TEST_CASE("Ranges beside security groups have no effect and that is said", "[aws]") {
  struct Case {
    std::vector<std::string> ranges;
    std::vector<std::string> groups;
    bool said;
  };
  for (const Case& c :
       {Case{{"10.0.0.0/8"}, {"sg-1"}, true}, Case{{"10.0.0.0/8"}, {}, false}, Case{{}, {"sg-1"}, false}}) {
    Wishes wishes = aws_options();
    wishes.options[inbound_cidrs] = c.ranges;
    wishes.options[aws::security_groups] = c.groups;
    CHECK(has(Release().plan(wishes), "aws-inbound-cidrs-ignored") == c.said);
  }
}

TEST_CASE("AWS makes the Secret of a certificate that is to be imported, where there is none", "[aws]") {
  Wishes wishes = aws_options();
  wishes.hosts = {"a.example"};
  wishes.options[aws::certificate_arn] = "(to come)";
  Release release;
  release.complete("Secret");
  CHECK(lines_of(release.plan(wishes), "Secret").empty());
  wishes.options[aws::import_certificate] = true;
  const Plan plan = release.plan(wishes);
  const auto made = std::find_if(plan.changes.begin(), plan.changes.end(),
                                 [](const Change& change) { return change.object.kind == "Secret"; });
  REQUIRE(made != plan.changes.end());
  CHECK(made->phase == Phase::prepare);
  CHECK(made->creates());
  CHECK(annotation(*made->after, certificate_names_annotation).starts_with("a.example,"));
  CHECK_FALSE(label(*made->after, owner_label).empty());
  CHECK_FALSE(made->after->find("data"));
  release.apply(plan);
  CHECK(release.plan(wishes).changes.empty());
}

}  // namespace
}  // namespace l7
