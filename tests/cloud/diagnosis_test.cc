// A release that is as it should be gives a diagnosis nothing to say; what it does say is in reachable_test.cc.

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/fixture.h"

namespace l7 {
namespace {

using namespace fixture;

const char* const ready_slice =
    "{kind: EndpointSlice, metadata: {name: s, labels: {kubernetes.io/service-name: demo-milvus}}, "
    "endpoints: [{addresses: [10.0.0.1]}]}";

TEST_CASE("A release that the GKE plan has set up has no findings", "[gcp][diagnosis]") {
  Wishes wishes = options_for("gcp");
  wishes.hosts = {"db.example.com"};
  Release release = Release().after(wishes);
  release.complete("Secret").complete("EndpointSlice").see(ready_slice);
  release.see(
      "{kind: Secret, metadata: {name: demo-milvus-l7-tls}, type: kubernetes.io/tls, data: {tls.crt: eA==, "
      "tls.key: eA==}}");
  release.see("{kind: IngressClass, metadata: {name: nginx}, spec: {controller: k8s.io/nginx}}");
  CHECK(milvus::fixture::ids(release.diagnose(wishes)).empty());
}

TEST_CASE("A release that the AWS plan has set up has no findings", "[aws][diagnosis]") {
  Wishes wishes = options_for("aws");
  wishes.options[aws::certificate_arn] = "arn:aws:acm:eu-west-1:123456789012:certificate/0";
  wishes.options[aws::subnets] = {"subnet-1", "subnet-2"};
  wishes.options[aws::group] = "shared";
  Release release = Release().after(wishes).everywhere("Ingress");
  release.complete("IngressClass").complete("IngressClassParams").complete("EndpointSlice").see(ready_slice);
  release.see(
      "{kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.aws/alb, parameters: {kind: "
      "IngressClassParams, name: house}}}");
  release.see("{kind: IngressClassParams, metadata: {name: house}, spec: {scheme: internet-facing, targetType: ip}}");
  release.see("{kind: Node, metadata: {name: n, labels: {topology.kubernetes.io/region: eu-west-1}}}");
  release.see(
      "{kind: Namespace, metadata: {name: vectors, labels: {elbv2.k8s.aws/pod-readiness-gate-inject: enabled}}}");
  release.see("{kind: Deployment, metadata: {name: aws-load-balancer-controller}, status: {availableReplicas: 2}}");
  release.see(
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: vectors, annotations: "
      "{alb.ingress.kubernetes.io/group.name: shared, alb.ingress.kubernetes.io/scheme: internet-facing, "
      "alb.ingress.kubernetes.io/subnets: 'subnet-2, subnet-1'}}}");
  CHECK(milvus::fixture::ids(release.diagnose(wishes)).empty());

  Release auto_mode = Release().missing("TargetGroupBinding").everywhere("Ingress");
  auto_mode.see("{kind: IngressClass, metadata: {name: alb}, spec: {controller: eks.amazonaws.com/alb}}");
  CHECK(milvus::fixture::ids(auto_mode.diagnose(wishes)).empty());
}

TEST_CASE("What could not be read is not told as missing", "[diagnosis]") {
  const std::string kept = ingress_yaml("a",
                                        "kubernetes.io/ingress.class: gce, kubernetes.io/ingress.allow-http: 'false', "
                                        "networking.gke.io/managed-certificates: cert",
                                        "tls: [{secretName: theirs}], ");
  Release release = Release().add(kept).user_yaml("{common.security.tlsMode: 1, proxy.http.port: 8080}");
  release.annotate("cloud.google.com/backend-config", R"({"default":"theirs"})");
  CHECK(milvus::fixture::ids(release.diagnose(options_for("gcp"))).empty());
  Wishes wishes = options_for("aws");
  wishes.options[aws::subnets] = {"subnet-1", "subnet-2"};
  CHECK(milvus::fixture::ids(Release().diagnose(wishes)).empty());
}

TEST_CASE("What the plan finds is not found again", "[diagnosis]") {
  const std::string web = ingress_yaml("web", "kubernetes.io/ingress.class: nginx");
  for (const char* cloud : {"gcp", "aws"}) {
    Release release = Release().add(web).add(attu_yaml).missing("BackendConfig").type("LoadBalancer");
    const Plan plan = release.plan(options_for(cloud));
    for (const Finding& finding : release.diagnose(options_for(cloud))) {
      INFO(finding.kind->id);
      CHECK_FALSE(has(plan, finding.kind->id));
    }
  }
}

}  // namespace
}  // namespace l7
