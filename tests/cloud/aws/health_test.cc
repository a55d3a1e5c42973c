#include "cloud/health.h"

#include "catch.h"
#include "yaml/emit.h"

namespace l7 {
namespace {

using namespace fixture;

std::string ingress(const std::string& annotations = "",
                    const std::string& status = "loadBalancer: {ingress: [{hostname: x.elb.amazonaws.com}]}") {
  std::string text = ingress_yaml("demo", "kubernetes.io/ingress.class: alb" + annotations);
  text.pop_back();
  return text + ", status: {" + status + "}}";
}

const char* const of_ingress = "ingress.k8s.aws/stack-name: demo, ingress.k8s.aws/stack-namespace: vectors";

/// The binding of a target group to a port of a Service.
std::string binding(const std::string& status, const std::string& port = "19530",
                    const std::string& service = "demo-milvus", const std::string& labels = of_ingress,
                    const std::string& name = "tgb") {
  return "{kind: TargetGroupBinding, metadata: {name: " + name + ", namespace: vectors, generation: 2, labels: {" +
         labels + "}}, spec: {serviceRef: {name: " + service + ", port: " + port + "}}, status: {" + status + "}}";
}

const std::string registered = binding("observedGeneration: 2");

Release exposed() { return running().see(ingress()); }
Health health(const Release& release) { return release.health(options_for("aws")); }
std::string reconciled(const char* time) { return event("SuccessfullyReconciled", "done", time, "Normal"); }

TEST_CASE("A release behind an ALB is ready when its targets are registered", "[aws][health]") {
  const Health found = health(exposed().see(registered).see(reconciled("00:10:00")));
  for (const Hop& one : found.hops) check(one, State::ready, "");
  CHECK(found.ready());
  CHECK(found.address == "x.elb.amazonaws.com");
  check(hop(health(exposed()), "backend"), State::waiting, "no target group yet");
  // The controller says so of the Ingress before it works on the binding.
  check(hop(health(exposed().see(reconciled("00:10:00"))), "backend"), State::waiting, "no target group yet");
  check(hop(health(exposed().unread("TargetGroupBinding")), "backend"), State::unknown, "forbidden");
  check(hop(health(exposed().unread("TargetGroupBinding").see(reconciled("00:10:00"))), "backend"), State::ready,
        "reconciled");
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
      {"FailedBuildModel",
       "Failed build model due to couldn''t auto-discover subnets: unable to resolve at least one subnet. Evaluated 0 "
       "subnets: 0 are tagged for other clusters, and 0 have insufficient available IP addresses",
       "kubernetes.io/role/elb=1"},
      {"FailedBuildModel",
       "Failed build model due to couldn''t auto-discover subnets: subnets count less than minimal required count: 1 < "
       "2",
       "two zones or more"},
      {"FailedBuildModel", "Failed build model due to couldn''t find all subnets, nameOrIDs: [subnet-1], found: 0",
       "--subnets, by IDs"},
      {"FailedBuildModel",
       "Failed build model due to operation error EC2: DescribeSubnets, https response error StatusCode: 400, "
       "RequestID: 1, api error InvalidSubnetID.NotFound: The subnet ID ''subnet-1'' does not exist",
       "--subnets, by IDs"},
      {"FailedBuildModel",
       "Failed build model due to operation error EC2: DescribeSubnets, https response error StatusCode: 403, "
       "RequestID: 1, api error UnauthorizedOperation: You are not authorized to perform this operation.",
       "iam_policy.json"},
      {"FailedBuildModel",
       "Failed build model due to WebIdentityErr: failed to retrieve credentials caused by: AccessDenied: Not "
       "authorized to perform sts:AssumeRoleWithWebIdentity",
       "trust policy"},
      {"FailedBuildModel",
       "Failed build model due to unable to resolve at least one subnet. Evaluated 3 subnets: 0 are tagged for other "
       "clusters, and 3 have insufficient available IP addresses",
       "free addresses"},
      {"FailedDeployModel",
       "Failed deploy model due to operation error Elastic Load Balancing v2: CreateTargetGroup, https response error "
       "StatusCode: 403, RequestID: 1, api error AccessDenied: User: arn:aws:sts::1:assumed-role/x is not authorized "
       "to perform: elasticloadbalancing:CreateTargetGroup on resource: certificate/subnet/webhook",
       "iam_policy.json"},
      {"FailedDeployModel",
       "Failed deploy model due to operation error Elastic Load Balancing v2: CreateListener, https response error "
       "StatusCode: 400, RequestID: 1, api error ValidationError: A certificate must be specified for HTTPS listeners",
       "--certificate-arn, or a host with --host"},
      {"FailedBuildModel", "ingress: vectors/demo: no certificate found for host: db.example.com", "--certificate-arn"},
      {"FailedDeployModel", "CertificateNotFound: Certificate ''arn:x'' not found", "aws acm list-certificates"},
      {"FailedDeployModel", "UnsupportedCertificate: no", "X.509 version 3"},
      {"FailedDeployModel", "InvalidLoadBalancerAction: GRPC on HTTP", "HTTPS listener"},
      {"FailedBuildModel",
       "Failed build model due to conflicting load balancer attributes idle_timeout.timeout_seconds: 60 | 600",
       "must agree"},
      {"FailedBuildModel",
       "Failed build model due to ingress: vectors/demo: TargetGroup port is empty. When using Instance targets, your "
       "service must be of type ''NodePort'' or ''LoadBalancer''",
       "must be ip"},
      {"FailedDeployModel", "ValidationError: Health check matcher GRPC code ''200'' must be within ''0-99'' inclusive",
       "healthcheck-.. and success-codes"},
      {"FailedDeployModel", "OperationNotPermitted: Load balancer cannot be deleted because deletion protection is on",
       "deletion_protection.enabled=false"},
      {"FailedAddFinalizer", "failed calling webhook \"vingress.elbv2.k8s.aws\": x", "kube-system"},
      {"FailedLoadGroupID", "failed load groupID due to invalid ingress class: ingress class \"alb\" not found",
       "the IngressClassParams that it names must be there"},
      {"FailedLoadGroupID", "failed load groupID due to namespaceSelector of IngressClassParams x mismatch",
       "label the namespace"},
      {"ConflictingIngressClass", "x", "see kubectl describe"},
      {"FailedDeployModel", "SSLPolicyNotFound: SSL policy ''ELBSecurityPolicy-Nonsense'' not found",
       "describe-ssl-policies"},
      {"FailedDeployModel", "WAFNonexistentItemException: x", "wafv2 list-web-acls"},
      {"FailedDeployModel", "TooManyLoadBalancers: x", "quota"},
      {"FailedBuildModel", "dial tcp: lookup sts.x.amazonaws.com: no such host", "cannot reach AWS"},
      {"FailedDeployModel", "something new about a certificate of vectors/subnet-quota-webhook",
       "see kubectl describe Ingress demo -n vectors"},
  };
  for (const Case& c : cases) {
    const Health found = health(exposed().see(event(c.reason, c.message, "00:10:00")));
    check(hop(found, "address"), State::failed, c.text);
    CHECK(found.failed());
  }
  const std::string no_certificate = event("FailedBuildModel", "no certificate found for host: x", "00:10:00");
  check(hop(health(exposed().see(no_certificate)), "certificate"), State::failed, "see address");
  check(hop(health(exposed().see(no_certificate).see(reconciled("00:09:00"))), "backend"), State::waiting,
        "target group");
  const Health recovered = health(exposed().see(registered).see(no_certificate).see(reconciled("00:11:00")));
  CHECK(recovered.ready());
}

TEST_CASE("Targets are judged by the binding and the pods' conditions", "[aws][health]") {
  const auto target = [](const char* name, const char* condition, const char* group = "tgb") {
    return pod(name, "conditions: [{type: target-health.elbv2.k8s.aws/" + std::string(group) + ", " +
                         std::string(condition) + "}]");
  };
  struct Case {
    std::vector<std::string> objects;
    State state;
    const char* text;
  };
  const std::string conditions = "conditions: [{type: Ready, status: ";
  const auto about_binding = [](const char* reason, const char* message, const char* type = "Warning") {
    return event(reason, message, "00:10:00", type, "TargetGroupBinding, name: tgb");
  };
  const Case cases[] = {
      {{registered}, State::ready, "targets registered"},
      {{binding("observedGeneration: 1")}, State::waiting, "has not registered"},
      {{binding("")}, State::waiting, "has not registered"},
      {{binding(""), about_binding("SuccessfullyReconciled", "x", "Normal")}, State::ready, "registered"},
      {{binding("observedGeneration: 1"), reconciled("00:10:00")}, State::waiting, "has not registered"},
      {{binding("observedGeneration: 2", "milvus")}, State::ready, "registered"},
      {{binding("observedGeneration: 2", "9091")}, State::waiting, "no target group"},
      {{binding("observedGeneration: 2", "19530", "other")}, State::waiting, "no target group"},
      {{registered, binding(conditions + "'True', reason: Ok, message: fine}]")},
       State::ready,
       "TargetGroupBinding vectors/tgb"},
      {{binding(conditions + "'False', reason: Denied, message: no access}]")},
       State::failed,
       "Ready: Denied: no access"},
      {{binding(conditions + "Unknown, reason: Soon, message: later}]")}, State::waiting, "Soon: later"},
      {{registered, about_binding("FailedNetworkReconcile",
                                  "expected exactly one securityGroup tagged with kubernetes.io/cluster/c for eni "
                                  "eni-1, got: []")},
       State::failed,
       "needs the tag kubernetes.io/cluster/CLUSTER"},
      {{registered, about_binding("FailedNetworkReconcile", "cannot resolve pod ENI for pods: [vectors/p]")},
       State::failed,
       "Amazon VPC CNI"},
      {{registered, target("p", "status: 'True'")}, State::ready, "1 of 1 targets healthy"},
      {{registered, target("p", "status: 'False', reason: Elb.RegistrationInProgress, message: wait")},
       State::waiting,
       "Elb.RegistrationInProgress: wait"},
      {{registered, target("p", "status: 'False', reason: Target.FailedHealthChecks")},
       State::failed,
       "backend-protocol"},
      {{registered, target("p", "status: 'False', reason: Target.ResponseCodeMismatch")}, State::failed, "code 12"},
      {{registered, target("p", "status: 'False', reason: Target.Timeout")}, State::failed, "security group"},
      {{registered, target("p", "status: 'True'"), target("q", "status: 'False', reason: Target.FailedHealthChecks")},
       State::ready,
       "1 of 2 targets healthy"},
      {{target("p", "status: 'False'"), registered}, State::waiting, "not checked yet"},
      // The readiness gate of another balancer's target group.
      {{target("p", "status: 'True'", "k8s-vectors-nlb"), binding("observedGeneration: 1")},
       State::waiting,
       "has not registered"},
  };
  for (const Case& c : cases) {
    INFO(c.objects.front());
    Release release = exposed();
    for (const std::string& text : c.objects) release.see(text);
    check(hop(health(release), "backend"), c.state, c.text);
  }
  check(hop(health(exposed().unread("TargetGroupBinding").see(target("p", "status: 'True'", "any"))), "backend"),
        State::ready, "1 of 1 targets healthy");
}

TEST_CASE("A network failure that is not repeated is over: it had stood before what is wrong with the targets",
          "[aws][health]") {
  const auto backend = [](const char* reason, std::chrono::seconds later, bool gate = true) {
    Release release = exposed().see(registered);
    release.see(event(reason, "cannot resolve pod ENI for pods: [vectors/p]", "00:10:00", "Warning",
                      "TargetGroupBinding, name: tgb"));
    if (gate) {
      release.see(pod("p",
                      "conditions: [{type: target-health.elbv2.k8s.aws/tgb, status: 'False', reason: "
                      "Target.FailedHealthChecks}]"));
    }
    Observed observed = release.observe(options_for("aws"));
    observed.now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::minutes(10) + later;
    return hop(cloud_for(options_for("aws")).health(observed, options_for("aws")), "backend");
  };
  using std::chrono::seconds;
  check(backend("FailedNetworkReconcile", seconds(90)), State::failed, "Target.FailedHealthChecks");
  check(backend("FailedNetworkReconcile", seconds(30)), State::failed, "pod ENI");
  check(backend("FailedNetworkReconcile", seconds(90), false), State::failed, "pod ENI");
  check(backend("FailedReconcile", seconds(90)), State::failed, "FailedReconcile");
}

// The Network Load Balancer of the chart's Service has a binding for the same port, and so has a Gateway.
TEST_CASE("The binding of another balancer tells nothing", "[aws][health]") {
  const std::string done = "observedGeneration: 2";
  const auto labelled = [&](const std::string& labels) { return binding(done, "19530", "demo-milvus", labels, "nlb"); };
  for (const std::string labels : {"service.k8s.aws/stack-name: demo, service.k8s.aws/stack-namespace: vectors",
                                   "gateway.k8s.aws.alb/stack-name: demo", "ingress.k8s.aws/stack-name: demo",
                                   "ingress.k8s.aws/stack-name: demo, ingress.k8s.aws/stack-namespace: other",
                                   "ingress.k8s.aws/stack: demo", ""}) {
    INFO(labels);
    check(hop(health(exposed().see(labelled(labels))), "backend"), State::waiting, "no target group yet");
    const Health beside = health(exposed().see(labelled(labels)).see(binding("observedGeneration: 1")));
    check(hop(beside, "backend"), State::waiting, "has not registered");
  }
  Release nlb = exposed().see(labelled("service.k8s.aws/stack-name: demo-milvus")).see(registered);
  nlb.see(event("FailedReconcile", "service type must be either ''NodePort''", "00:10:00", "Warning",
                "TargetGroupBinding, name: nlb"));
  check(hop(health(nlb), "backend"), State::ready, "TargetGroupBinding vectors/tgb");

  const std::string shared = ingress(", alb.ingress.kubernetes.io/group.name: shared");
  check(hop(health(running().see(shared).see(labelled("ingress.k8s.aws/stack: shared"))), "backend"), State::ready,
        "registered");
  check(hop(health(running().see(shared).see(registered)), "backend"), State::waiting, "no target group");
  Release by_class = exposed().see(labelled("ingress.k8s.aws/stack: everybody"));
  by_class.see(
      "{kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.aws/alb, parameters: {kind: "
      "IngressClassParams, name: p}}}");
  by_class.see("{kind: IngressClassParams, metadata: {name: p}, spec: {group: {name: everybody}}}");
  check(hop(health(by_class), "backend"), State::ready, "registered");
}

TEST_CASE("After a write only the controller's next word about the Ingress counts", "[aws][health]") {
  const auto after_write = [](const std::vector<std::string>& events, bool readable = true, bool made = false) {
    Value now = yaml::read(ingress());
    now.set(Path{"metadata", "resourceVersion"}, "100");
    now.set(Path{"metadata", "managedFields"}, yaml::read("[{time: '2026-01-01T00:10:00Z'}]"));
    Value before = now;
    before.set(Path{"metadata", "resourceVersion"}, "90");
    Release release = running().see(yaml::emit_flow(now)).see(registered);
    for (const std::string& text : events) release.see(text);
    if (!readable) release.unread("Event");
    Observed observed = release.observe(options_for("aws"));
    observed.written.note(made ? Value() : before, observed.entries.front().object.value);
    return cloud_for(options_for("aws")).health(observed, options_for("aws"));
  };
  check(hop(after_write({reconciled("00:09:00")}), "address"), State::waiting, "has said nothing about the change");
  check(hop(after_write({reconciled("00:10:03")}), "address"), State::ready, "x.elb");
  check(hop(after_write({event("FailedDeployModel", "SSLPolicyNotFound: x", "00:10:03")}), "address"), State::failed,
        "describe-ssl-policies");
  check(hop(after_write({event("Other", "x", "00:10:03", "Normal")}), "address"), State::waiting, "nothing");
  const Health unheard = after_write({}, false);
  check(hop(unheard, "address"), State::ready, "x.elb");
  CHECK(unheard.settle > std::chrono::seconds(0));
  // The controller may have been at work on the state before the write.
  CHECK(after_write({reconciled("00:10:03")}).settle == std::chrono::seconds(10));
  CHECK(after_write({reconciled("00:10:03")}, true, true).settle == std::chrono::seconds(0));
  CHECK(health(exposed().see(registered)).settle == std::chrono::seconds(0));
}

}  // namespace
}  // namespace l7
