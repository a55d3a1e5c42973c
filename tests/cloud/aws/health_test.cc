#include "cloud/health.h"
#include "catch.h"

namespace l7 {
namespace {

using namespace fixture;

std::string ingress(const std::string& annotations = "",
                    const std::string& status = "loadBalancer: {ingress: [{hostname: x.elb.amazonaws.com}]}") {
  std::string text = ingress_yaml("demo", "kubernetes.io/ingress.class: alb" + annotations);
  text.pop_back();
  return text + ", status: {" + status + "}}";
}

/// The binding of a target group to a port of a Service.
std::string binding(const std::string& status, const std::string& port = "19530",
                    const std::string& service = "demo-milvus") {
  return "{kind: TargetGroupBinding, metadata: {name: tgb, namespace: vectors, generation: 2}, spec: {serviceRef: "
         "{name: " +
         service + ", port: " + port + "}}, status: {" + status + "}}";
}

Release exposed() { return running().see(ingress()); }
Health health(const Release& release) { return release.health(options_for("aws")); }
std::string reconciled(const char* time) { return event("SuccessfullyReconciled", "done", time, "Normal"); }

TEST_CASE("A release behind an ALB is ready when it was reconciled", "[aws][health]") {
  const Health found = health(exposed().see(reconciled("00:10:00")));
  for (const Hop& one : found.hops) check(one, State::ready, "");
  CHECK(found.ready());
  CHECK(found.address == "x.elb.amazonaws.com");
  check(hop(health(exposed()), "backend"), State::waiting, "no target group yet");
  check(hop(health(exposed().unread("TargetGroupBinding")), "backend"), State::unknown, "forbidden");
  const Health begun = health(running().see(ingress("", "")));
  check(hop(begun, "address"), State::waiting, "get deployment aws-load-balancer-controller");
  check(hop(begun, "certificate"), State::waiting, "found in ACM by host");
  check(hop(health(running().see(ingress(", alb.ingress.kubernetes.io/certificate-arn: 'arn:x'"))), "certificate"),
        State::ready, "arn:x");
}

TEST_CASE("What the AWS controller complains of is told with what to do", "[aws][health]") {
  struct Case {
    const char* reason;
    const char* message;
    const char* text;
  };
  const Case cases[] = {
      {"FailedBuildModel", "couldn''t auto-discover subnets: unable to resolve at least one subnet",
       "kubernetes.io/role/elb=1"},
      {"FailedBuildModel", "no certificate found for host: db.example.com", "--certificate-arn"},
      {"FailedDeployModel", "CertificateNotFound: Certificate ARN arn:x not found", "aws acm list-certificates"},
      {"FailedDeployModel", "UnsupportedCertificate: no", "X.509 version 3"},
      {"FailedDeployModel", "InvalidLoadBalancerAction: GRPC on HTTP", "HTTPS listener"},
      {"FailedBuildModel", "conflicting load balancer scheme: internal | internet-facing", "must agree"},
      {"FailedBuildModel", "service type must be NodePort when using target-type instance", "must be ip"},
      {"FailedDeployModel", "OperationNotPermitted: Load balancer cannot be deleted",
       "deletion_protection.enabled=false"},
      {"FailedDeployModel", "AccessDenied: not authorized to perform", "iam_policy.json"},
      {"FailedAddFinalizer", "failed calling webhook", "kube-system"},
      {"FailedDeployModel", "SSLPolicyNotFound: sslPolicy x", "describe-ssl-policies"},
      {"FailedDeployModel", "WAFNonexistentItemException", "wafv2 list-web-acls"},
      {"FailedDeployModel", "TooManyLoadBalancers", "quota"},
      {"FailedBuildModel", "dial tcp: no such host", "cannot reach AWS"},
      {"FailedDeployModel", "something new", "see kubectl describe Ingress demo -n vectors"},
  };
  for (const Case& c : cases) {
    const Health found = health(exposed().see(event(c.reason, c.message, "00:10:00")));
    check(hop(found, "address"), State::failed, c.text);
    CHECK(found.failed());
  }
  const std::string no_certificate = event("FailedBuildModel", "no certificate found for host: x", "00:10:00");
  check(hop(health(exposed().see(no_certificate)), "certificate"), State::failed, "no certificate");
  check(hop(health(exposed().see(no_certificate).see(reconciled("00:09:00"))), "backend"), State::waiting,
        "target group");
  const Health recovered = health(exposed().see(no_certificate).see(reconciled("00:11:00")));
  CHECK(recovered.ready());
}

TEST_CASE("Targets are judged by the binding and the pods' conditions", "[aws][health]") {
  const auto target = [](const char* name, const char* condition) {
    return pod(name, "conditions: [{type: target-health.elbv2.k8s.aws/k8s-vectors, " + std::string(condition) + "}]");
  };
  struct Case {
    std::vector<std::string> objects;
    State state;
    const char* text;
  };
  const std::string conditions = "conditions: [{type: Ready, status: ";
  const Case cases[] = {
      {{binding("observedGeneration: 2")}, State::ready, "targets registered"},
      {{binding("observedGeneration: 1")}, State::waiting, "has not registered"},
      {{binding("observedGeneration: 2", "milvus")}, State::ready, "registered"},
      {{binding("observedGeneration: 2", "9091")}, State::waiting, "no target group"},
      {{binding("observedGeneration: 2", "19530", "other")}, State::waiting, "no target group"},
      {{binding(conditions + "'True', reason: Ok, message: fine}]")}, State::ready, "TargetGroupBinding vectors/tgb"},
      {{binding(conditions + "'False', reason: Denied, message: no access}]")},
       State::failed,
       "Ready: Denied: no access"},
      {{binding(conditions + "Unknown, reason: Soon, message: later}]")}, State::waiting, "Soon: later"},
      {{binding("observedGeneration: 2"),
        event("FailedNetworkReconcile", "no security group", "00:10:00", "Warning", "TargetGroupBinding, name: tgb")},
       State::failed,
       "--security-groups"},
      {{target("p", "status: 'True'")}, State::ready, "1 of 1 targets healthy"},
      {{target("p", "status: 'False', reason: Elb.RegistrationInProgress, message: wait")},
       State::waiting,
       "Elb.RegistrationInProgress: wait"},
      {{target("p", "status: 'False', reason: Target.FailedHealthChecks")}, State::failed, "backend-protocol"},
      {{target("p", "status: 'False', reason: Target.ResponseCodeMismatch")}, State::failed, "code 12"},
      {{target("p", "status: 'False', reason: Target.Timeout")}, State::failed, "security group"},
      {{target("p", "status: 'True'"), target("q", "status: 'False', reason: Target.FailedHealthChecks")},
       State::ready,
       "1 of 2 targets healthy"},
      {{target("p", "status: 'False'"), binding("observedGeneration: 2")}, State::waiting, "not checked yet"},
  };
  for (const Case& c : cases) {
    INFO(c.objects.front());
    Release release = exposed();
    for (const std::string& text : c.objects) release.see(text);
    check(hop(health(release), "backend"), c.state, c.text);
  }
}

}  // namespace
}  // namespace l7
