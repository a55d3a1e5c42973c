#include "catch.h"
#include "cloud/fixture.h"

namespace l7 {
namespace {

using namespace fixture;

const std::string alb = "alb.ingress.kubernetes.io/";

/// Annotations that leave nothing to set right.
const std::string right =
    "alb.ingress.kubernetes.io/scheme: internet-facing, "
    "alb.ingress.kubernetes.io/target-type: ip, "
    "alb.ingress.kubernetes.io/listen-ports: '[{\"HTTPS\":443}]', "
    "alb.ingress.kubernetes.io/backend-protocol-version: GRPC, "
    "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=600, "
    "alb.ingress.kubernetes.io/target-group-attributes: load_balancing.algorithm.type=least_outstanding_requests, "
    "alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-TLS13-1-2-2021-06";

const char* const alb_class = "ingressClassName: alb, ";

Wishes aws_options() { return options_for("aws"); }

/// The right annotations with one set anew, or more added.
std::string right_but(const std::string& key, const std::string& value) {
  Value annotations = yaml::read('{' + right + '}');
  annotations.set(alb + key, value);
  const std::string json = to_json(annotations);
  return json.substr(1, json.size() - 2);
}

TEST_CASE("An Ingress of the ALB that leads to Milvus is used where it is", "[aws]") {
  struct Case {
    std::string annotations;
    const char* spec;
  };
  for (const Case& c : {Case{right, alb_class}, Case{right + ", kubernetes.io/ingress.class: alb", ""}}) {
    INFO(c.annotations);
    const Plan plan = Release().add(ingress_yaml("web", c.annotations, c.spec)).plan(aws_options());
    CHECK(lines(plan).empty());
    CHECK(ids(plan) == Lines{"aws-ingress-kept", "aws-certificate-by-host"});
  }
}

TEST_CASE("An Ingress of another class is left alone", "[aws]") {
  for (const char* spec : {"", "ingressClassName: nginx, "}) {
    INFO(spec);
    const Plan plan = Release().add(ingress_yaml("web", right, spec)).plan(aws_options());
    CHECK(lines(plan) == Lines{"+ Ingress demo-milvus-l7"});
    CHECK(has(plan, "milvus-other-entry"));
  }
}

TEST_CASE("What is wrong in an Ingress of the ALB is set right", "[aws]") {
  struct Case {
    const char* key;
    const char* there;
    const char* after;  // "": removed
  };
  const Case cases[] = {
      {"target-type", "instance", "ip"},
      {"listen-ports", R"([{"HTTP":80},{"HTTPS":443}])", R"([{"HTTPS":443}])"},
      {"listen-ports", R"([{"HTTP":80}])", R"([{"HTTPS":443}])"},
      {"listen-ports", R"([{"HTTPS": 8443}, {"HTTP": 80}, {"HTTPS": 19530}])", R"([{"HTTPS":8443},{"HTTPS":19530}])"},
      {"backend-protocol-version", "HTTP1", "GRPC"},
      {"backend-protocol", "HTTPS", "HTTP"},
      {"healthcheck-path", "/healthz", ""},
      {"healthcheck-port", "9091", ""},
      {"healthcheck-protocol", "HTTP", ""},
      {"success-codes", "0", ""},
      {"load-balancer-attributes", "deletion_protection.enabled=true",
       "deletion_protection.enabled=true,idle_timeout.timeout_seconds=600"},
      {"load-balancer-attributes", "idle_timeout.timeout_seconds=60,access_logs.s3.enabled=true",
       "idle_timeout.timeout_seconds=600,access_logs.s3.enabled=true"},
      {"target-group-attributes", "stickiness.enabled=false",
       "stickiness.enabled=false,load_balancing.algorithm.type=least_outstanding_requests"},
  };
  for (const Case& c : cases) {
    INFO(c.key << ": " << c.there);
    const Release release = Release().add(ingress_yaml("web", right_but(c.key, c.there), alb_class));
    CHECK(release.plan(aws_options()).changes.size() == 1);
    const Value after = release.after(aws_options()).get("Ingress", "web");
    CHECK(annotation(after, alb + c.key) == c.after);
    CHECK((after.find(Path{"metadata", "annotations", alb + c.key}) != nullptr) == (*c.after != 0));
  }
}

TEST_CASE("What somebody chose in an Ingress of the ALB stays", "[aws]") {
  struct Case {
    const char* key;
    const char* there;
  };
  const Case cases[] = {
      {"scheme", "internal"},
      {"ssl-policy", "ELBSecurityPolicy-FS-1-2-Res-2020-10"},
      {"certificate-arn", "arn:aws:acm:eu-west-1:123456789012:certificate/theirs"},
      {"inbound-cidrs", "10.0.0.0/8"},
      {"subnets", "subnet-a"},
      {"group.name", "shared"},
      {"wafv2-acl-arn", "arn:aws:wafv2:us-west-2:123456789012:regional/webacl/name/id"},
      {"tags", "team=search"},
      {"backend-protocol", "HTTP"},
  };
  for (const Case& c : cases) {
    INFO(c.key);
    const Plan plan = Release().add(ingress_yaml("web", right_but(c.key, c.there), alb_class)).plan(aws_options());
    CHECK(lines(plan).empty());
  }
}

TEST_CASE("A longer idle timeout found there stays: it had been lowered", "[aws]") {
  struct Case {
    const char* there;
    std::optional<int> asked;
    const char* after;
  };
  const Case cases[] = {
      {"idle_timeout.timeout_seconds=4000", std::nullopt, "idle_timeout.timeout_seconds=4000"},
      {"a=b, idle_timeout.timeout_seconds=4000", std::nullopt, "a=b, idle_timeout.timeout_seconds=4000"},
      {"idle_timeout.timeout_seconds=60", std::nullopt, "idle_timeout.timeout_seconds=600"},
      {"idle_timeout.timeout_seconds=4000", 900, "idle_timeout.timeout_seconds=900"},
  };
  for (const Case& c : cases) {
    INFO(c.there);
    Wishes wishes = aws_options();
    wishes.request_timeout_sec = c.asked;
    Release release;
    release.add(ingress_yaml("web", right_but("load-balancer-attributes", c.there), alb_class));
    CHECK(annotation(release.after(wishes).get("Ingress", "web"), alb + "load-balancer-attributes") == c.after);
  }
}

TEST_CASE("An Ingress found there has no TLS policy until now", "[aws]") {
  Value annotations = yaml::read('{' + right + '}');
  CHECK(annotations.remove({alb + "ssl-policy"}));
  const std::string json = to_json(annotations);
  const Plan plan = Release().add(ingress_yaml("web", json.substr(1, json.size() - 2), alb_class)).plan(aws_options());
  CHECK(lines(plan) == Lines{R"(Ingress metadata.annotations["alb.ingress.kubernetes.io/ssl-policy"]: nothing -> )"
                             R"("ELBSecurityPolicy-TLS13-1-2-2021-06")"});
}

TEST_CASE("An internal balancer asked for is had: the wish had been passed over in an Ingress found there", "[aws]") {
  Wishes wishes = aws_options();
  wishes.internal = true;
  const Release release = Release().add(ingress_yaml("web", right, alb_class));
  CHECK(annotation(release.after(wishes).get("Ingress", "web"), alb + "scheme") == "internal");
}

TEST_CASE("Targets of an Ingress found there speak TLS where Milvus does", "[aws]") {
  const Release release = Release().user_yaml("common.security.tlsMode: 1").add(ingress_yaml("web", right, alb_class));
  CHECK(lines(release.plan(aws_options())) ==
        Lines{R"(Ingress metadata.annotations["alb.ingress.kubernetes.io/backend-protocol"]: nothing -> "HTTPS")"});
}

TEST_CASE("The hosts of an Ingress found there tell its certificate: none had been expected", "[aws]") {
  struct Case {
    const char* text;
    const char* finding;
  };
  const std::string with_host = ingress_yaml("web", right, alb_class);
  std::string without_host = with_host;
  without_host.erase(without_host.find("host: db.example.com, "), std::string("host: db.example.com, ").size());
  std::string with_tls_host = without_host;
  with_tls_host.replace(with_tls_host.find("rules:"), 0, "tls: [{hosts: [db.example.com]}], ");
  for (const Case& c :
       {Case{with_host.c_str(), "aws-certificate-by-host"}, Case{with_tls_host.c_str(), "aws-certificate-by-host"},
        Case{without_host.c_str(), "aws-no-certificate"}}) {
    INFO(c.text);
    CHECK(ids(Release().add(c.text).plan(aws_options())) == Lines{"aws-ingress-kept", c.finding});
  }
}

TEST_CASE("Hosts are added to the rules of an Ingress found there", "[aws]") {
  Wishes wishes = aws_options();
  wishes.hosts = {"new.example.com"};
  const Release after = Release().add(ingress_yaml("web", right, alb_class)).after(wishes);
  const Value web = after.get("Ingress", "web");
  const Value* rules = web.find(Path{"spec", "rules"});
  REQUIRE(rules);
  REQUIRE(rules->items().size() == 2);
  CHECK(rules->items()[0].text_at({"host"}) == "db.example.com");
  CHECK(rules->items()[1].text_at({"host"}) == "new.example.com");
  CHECK(after.plan(wishes).changes.empty());
}

}  // namespace
}  // namespace l7
