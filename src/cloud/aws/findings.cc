#include "cloud/aws/findings.h"

#include <array>

namespace l7::aws {

const FindingKind no_certificate = {"aws-no-certificate",
                                    Area::certificate,
                                    Severity::warning,
                                    "nothing says which certificate to use",
                                    "The controller looks one up in ACM by host. Without a host and without an ARN it "
                                    "finds none and makes no listener, unless "
                                    "an IngressClassParams of the cluster names one.",
                                    "add --certificate-arn ARN, or --host NAME for a certificate that ACM holds"};

const FindingKind certificate_by_host = {"aws-certificate-by-host",
                                         Area::certificate,
                                         Severity::note,
                                         "the certificate is looked up in ACM by host",
                                         "One issued certificate must cover every host, in the region of the cluster.",
                                         "add --certificate-arn ARN to choose one yourself"};

const FindingKind certificate_by_controller = {
    "aws-certificate-by-controller",
    Area::certificate,
    Severity::note,
    "the controller asks ACM for a certificate",
    "create-acm-cert is set: the controller makes one for all hosts and proves them by Route 53, which takes up to "
    "half "
    "an hour. It does so only with its feature EnableCertificateManagement (3.x, off by default).",
    "nothing to do where the feature is on; else leave the annotation out and add --certificate-arn ARN"};

const FindingKind certificate_twice = {"aws-certificate-twice",
                                       Area::certificate,
                                       Severity::warning,
                                       "create-acm-cert has no effect beside certificate-arn",
                                       "The controller takes the ARN and makes no certificate.",
                                       "take one of the two out"};

const FindingKind cidrs_ignored = {"aws-inbound-cidrs-ignored",
                                   Area::access,
                                   Severity::warning,
                                   "inbound-cidrs has no effect beside security-groups",
                                   "The controller writes no rules into security groups that it did not make.",
                                   "put the ranges into the security groups, or leave --security-groups out"};

const FindingKind ranges_kept = {"aws-source-ranges-kept",
                                 Area::access,
                                 Severity::note,
                                 "the ALB lets in the addresses that the old load balancer lets in",
                                 "They stand in the Service, and access is never made wider unasked.",
                                 "--inbound-cidrs names other ranges, and 0.0.0.0/0 everybody"};

const FindingKind service_annotation = {
    "aws-service-annotation",
    Area::entry,
    Severity::warning,
    "an annotation of the Service breaks gRPC",
    "The controller reads the Service's annotations before those of the Ingress, for every Ingress that leads to it.",
    "nothing to do: it is set right; other Ingresses that lead to the Service reach gRPC then, too"};

const FindingKind tls_unknown = {
    "aws-tls-unknown",
    Area::milvus,
    Severity::warning,
    "whether Milvus speaks TLS cannot be told",
    "The balancer is told to speak plaintext to it unless its settings say tlsMode 1. "
    "With the wrong one of the two every target is unhealthy, so the old load balancer stays open where a Secret or a "
    "variable hides it.",
    "say it: --annotate alb.ingress.kubernetes.io/backend-protocol=HTTPS where Milvus has tlsMode 1, =HTTP where not"};

const FindingKind kept_in_place = {"aws-ingress-kept",
                                   Area::entry,
                                   Severity::note,
                                   "an Ingress that leads to Milvus already is used",
                                   "It keeps its address, hosts and certificate; only what is wrong in it changes.",
                                   "nothing to do"};

const FindingKind controller_missing = {
    "aws-controller-missing",
    Area::cloud,
    Severity::error,
    "the AWS Load Balancer Controller is not installed",
    "Nothing makes a balancer of an Ingress: its kinds are unknown, and no IngressClass is of EKS Auto Mode.",
    "install it: helm install aws-load-balancer-controller eks/aws-load-balancer-controller -n kube-system --set "
    "clusterName=CLUSTER"};

const FindingKind controller_not_ready = {
    "aws-controller-not-ready",
    Area::cloud,
    Severity::error,
    "the AWS Load Balancer Controller does not run",
    "It makes the balancer, and its webhook refuses every Ingress as long as it has no endpoints.",
    "kubectl -n kube-system describe deployment aws-load-balancer-controller tells why"};

const FindingKind class_missing = {
    "aws-class-missing",
    Area::entry,
    Severity::error,
    "no IngressClass alb leads to the controller",
    "The controller's webhook refuses an Ingress whose class is not there, and leaves one of another controller alone.",
    "make an IngressClass alb with spec.controller ingress.k8s.aws/alb (EKS Auto Mode: eks.amazonaws.com/alb)"};

const FindingKind params_missing = {"aws-params-missing",
                                    Area::cloud,
                                    Severity::error,
                                    "the IngressClass names parameters that are not there",
                                    "The controller refuses every Ingress of the class.",
                                    "make the IngressClassParams, or take spec.parameters out of the IngressClass"};

const FindingKind params_override = {"aws-params-override",
                                     Area::cloud,
                                     Severity::warning,
                                     "the IngressClassParams override an annotation",
                                     "Whoever runs the cluster has decided it for every Ingress of the class.",
                                     "leave the option out, or have the IngressClassParams changed"};

const FindingKind params_target_type = {
    "aws-params-target-type",
    Area::cloud,
    Severity::error,
    "the IngressClassParams send traffic to node ports",
    "targetType instance overrides the annotation, and a ClusterIP Service has no node port.",
    "take targetType out of the IngressClassParams, or use a class of your own; with --keep-l4 the Service keeps its "
    "node ports"};

const FindingKind target_type = {
    "aws-target-type",
    Area::cloud,
    Severity::error,
    "the Ingress sends traffic to node ports",
    "A ClusterIP Service has no node port, so no target is registered any more once the Service has become one.",
    "leave the annotation alb.ingress.kubernetes.io/target-type out: enable sets it to ip; with --keep-l4 the Service "
    "keeps its node ports"};

const FindingKind arn_region_differs = {
    "aws-arn-region",
    Area::cloud,
    Severity::error,
    "an ARN is of another region than the cluster",
    "A balancer takes certificates and web ACLs of its own region only.",
    "import or issue it in the cluster's region: kubectl milvus-l7 cert import, or aws acm request-certificate"};

const FindingKind deletion_protected = {
    "aws-deletion-protection",
    Area::cloud,
    Severity::note,
    "the balancer is protected from deletion",
    "The controller does not delete it and says nothing about it, so disable refuses to begin.",
    "say deletion_protection.enabled=false in alb.ingress.kubernetes.io/load-balancer-attributes (one that is left out "
    "stays as it is), and give the controller a moment to set it; then run disable again"};

const FindingKind group_conflict = {
    "aws-group-conflict",
    Area::entry,
    Severity::error,
    "Ingresses of one group contradict each other",
    "They share one balancer; one value that differs fails the whole group, the others' traffic included.",
    "give both the same value, or choose another --group"};

const FindingKind certificate_missing = {
    "aws-certificate-missing",
    Area::certificate,
    Severity::error,
    "the HTTPS listener gets no certificate",
    "There is no host to look one up by, no ARN, and none in the IngressClassParams: AWS refuses the listener, after "
    "an ALB has been made.",
    "add --certificate-arn ARN, or --host NAME for a certificate that ACM holds"};

const FindingKind group_shares = {
    "aws-group-shares",
    Area::access,
    Severity::warning,
    "who may connect, and where, is decided by one Ingress for the whole group",
    "They share one balancer, so what one of them says counts for those that say nothing.",
    "say the same in both, or choose another --group"};

const FindingKind group_catch_all = {
    "aws-group-catch-all",
    Area::entry,
    Severity::error,
    "one Ingress of the group takes the calls of another",
    "A rule without a host takes every call, and the rules of an Ingress that comes first (group.order, then namespace "
    "and name) go before the others'.",
    "give that Ingress a host, or a higher alb.ingress.kubernetes.io/group.order than the other's; or choose another "
    "--group"};

const FindingKind group_unseen = {"aws-group-unseen",
                                  Area::entry,
                                  Severity::note,
                                  "the group's Ingresses of other namespaces could not be read",
                                  "A group spans namespaces, and a contradiction fails every Ingress of it.",
                                  "have an administrator grant list for Ingresses in all namespaces, or compare them "
                                  "yourself"};

const FindingKind readiness_gate = {
    "aws-readiness-gate",
    Area::cloud,
    Severity::note,
    "the namespace has no readiness gate",
    "A rolling update may end before the balancer sends traffic to the new pods, and their health cannot be seen from "
    "Kubernetes.",
    "kubectl label namespace NAMESPACE elbv2.k8s.aws/pod-readiness-gate-inject=enabled, then restart the pods"};

const FindingKind single_subnet = {"aws-single-subnet",
                                   Area::cloud,
                                   Severity::error,
                                   "the balancer is given one subnet",
                                   "An ALB needs subnets in two availability zones or more: \"subnets count less than "
                                   "minimal required count: 1 < 2\".",
                                   "name two subnets in different zones with --subnets"};

const FindingKind subnets_by_tag = {
    "aws-subnets-by-tag",
    Area::cloud,
    Severity::note,
    "the controller looks for subnets by itself",
    "It takes those with the tag for their role, or else those that their route tables make public (or private). They "
    "cannot be seen from Kubernetes, and must be in two availability zones or more.",
    "to choose them yourself, use --subnets, or tag two in different zones with kubernetes.io/role/elb=1 (internal: "
    "kubernetes.io/role/internal-elb=1)"};

const FindingKind not_grpc = {
    "aws-not-grpc",
    Area::cloud,
    Severity::warning,
    "the balancer does not speak gRPC to Milvus",
    "With HTTP1 or HTTP2 targets gRPC calls fail; a call that is no gRPC gets a 464 from a GRPC target group.",
    "kubectl milvus-l7 enable sets alb.ingress.kubernetes.io/backend-protocol-version to GRPC"};

const FindingKind idle_timeout_short = {
    "aws-idle-timeout",
    Area::cloud,
    Severity::warning,
    "silent calls are cut off",
    "An ALB closes a connection on which nothing passes for 60 s; a long search or a stream is silent for longer.",
    "kubectl milvus-l7 enable sets idle_timeout.timeout_seconds=600, or --request-timeout-sec"};

const FindingKind health_check_own = {
    "aws-health-check",
    Area::cloud,
    Severity::warning,
    "the health check is not one that Milvus passes for sure",
    "A GRPC target group takes gRPC codes only: Milvus answers 12 to the default path, and 0 or 16 elsewhere, whether "
    "it works or not.",
    "kubectl milvus-l7 enable takes the annotations away; the defaults are right"};

const FindingKind ssl_policy_unset = {
    "aws-ssl-policy",
    Area::certificate,
    Severity::warning,
    "the balancer takes old versions of TLS",
    "Without ssl-policy an ALB uses ELBSecurityPolicy-2016-08, which lets clients in with TLS 1.0.",
    "kubectl milvus-l7 enable sets a policy of TLS 1.2 and 1.3, or --ssl-policy"};

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&no_certificate,      &certificate_by_host,  &certificate_by_controller,
                                     &certificate_twice,   &cidrs_ignored,        &ranges_kept,
                                     &service_annotation,  &tls_unknown,          &kept_in_place,
                                     &controller_missing,  &controller_not_ready, &class_missing,
                                     &params_missing,      &params_override,      &params_target_type,
                                     &target_type,         &arn_region_differs,   &deletion_protected,
                                     &certificate_missing, &group_conflict,       &group_shares,
                                     &group_catch_all,     &group_unseen,         &readiness_gate,
                                     &single_subnet,       &subnets_by_tag,       &not_grpc,
                                     &idle_timeout_short,  &health_check_own,     &ssl_policy_unset};
  return all;
}

}  // namespace l7::aws
