#include "cloud/aws/remedies.h"

namespace l7::aws {
namespace {

constexpr std::string_view role =
    "give the controller's IAM role the policy of its release (docs/install/iam_policy.json)";
constexpr std::string_view trust =
    "the role's trust policy must name the cluster's OIDC provider and the controller's service account, and that "
    "account the role (annotation eks.amazonaws.com/role-arn): aws iam get-role --role-name NAME";
constexpr std::string_view few_addresses = "free addresses in the subnets, or name other subnets with --subnets";
constexpr std::string_view subnet_names =
    "name subnets of the cluster's VPC with --subnets, by IDs or names that are there: aws ec2 describe-subnets";
constexpr std::string_view two_zones =
    "an ALB needs subnets in two zones or more: name two with --subnets, or tag them with kubernetes.io/role/elb=1 "
    "(internal-elb for --internal)";
constexpr std::string_view find_subnets =
    "tag two subnets or more, in different zones, with kubernetes.io/role/elb=1 (internal-elb for --internal), or name "
    "them with --subnets";
constexpr std::string_view no_certificate =
    "name a certificate with --certificate-arn, or a host with --host for which ACM holds one";
constexpr std::string_view certificate_for_host =
    "issue or import a certificate for the host in ACM, in the cluster's region, or name one with --certificate-arn";
constexpr std::string_view certificate_place =
    "the certificate must be in ACM in the cluster's region and account: aws acm list-certificates";
constexpr std::string_view target_type =
    "the annotation target-type must be ip for a ClusterIP Service; an IngressClassParams with targetType overrides it";
constexpr std::string_view ingress_class =
    "the IngressClass and the IngressClassParams that it names must be there: kubectl get ingressclass; kubectl "
    "milvus-l7 check tells more";
constexpr std::string_view security_groups = "name security groups of the cluster's VPC with --security-groups";
constexpr std::string_view protection =
    "set deletion_protection.enabled=false in load-balancer-attributes, then delete again";
constexpr std::string_view ssl_policies =
    "aws elbv2 describe-ssl-policies shows the policies there are; change --ssl-policy";
constexpr std::string_view health_check =
    "take the annotations healthcheck-.. and success-codes away: the default check for gRPC is the one that Milvus "
    "answers; kubectl milvus-l7 enable does";
constexpr std::string_view unreachable = "the controller cannot reach AWS; give its subnets a way out or VPC endpoints";
constexpr std::string_view too_many =
    "raise the account's quota for load balancers, target groups or rules, or remove what is not used";
constexpr std::string_view web_acl =
    "the web ACL must be a regional one, in the cluster's region: aws wafv2 list-web-acls --scope REGIONAL";

/// What the controller may not do comes first: the message then names what it was about to do it to.
constexpr Remedy table[] = {
    {"AssumeRoleWithWebIdentity", trust},
    {"WebIdentityErr", trust},
    {"AccessDenied", role},
    {"UnauthorizedOperation", role},
    {"not authorized", role},
    {"Not authorized", role},
    {"failed to retrieve credentials", role},
    {"no such host", unreachable},
    {"i/o timeout", unreachable},
    {"deadline exceeded", unreachable},
    {"namespaceSelector",
     "label the namespace as the namespaceSelector of the IngressClassParams asks, or use another "
     "class"},
    {"invalid ingress class", ingress_class},
    {"failed calling webhook",
     "the controller's pods must run and its webhook have endpoints: kubectl -n kube-system get pods,endpointslices"},
    {"InvalidSubnetID.NotFound", subnet_names},
    {"couldn't find all subnets", subnet_names},
    {"subnets count less than minimal required count", two_zones},
    {"Not enough IP space", "free addresses in that subnet, or name other subnets with --subnets"},
    {"and 0 have insufficient available IP addresses", find_subnets},
    {"insufficient available IP addresses", few_addresses},
    {"couldn't auto-discover subnets", find_subnets},
    {"unable to resolve at least one subnet", find_subnets},
    {"A certificate must be specified", no_certificate, parts::certificate},
    {"no certificate found", certificate_for_host, parts::certificate},
    {"none certificate found", certificate_for_host, parts::certificate},
    {"UnsupportedCertificate",
     "an ALB takes X.509 version 3 only, valid now: kubectl milvus-l7 cert inspect tells, cert create and cert import "
     "make a new one",
     parts::certificate},
    {"CertificateNotFound", certificate_place, parts::certificate},
    {"Certificate ARN", certificate_place, parts::certificate},
    {"InvalidLoadBalancerAction", "gRPC needs an HTTPS listener: listen-ports must be [{\"HTTPS\":443}]"},
    {"matcher GRPC code", health_check},
    {"healthCheckPort", health_check},
    {"cannot resolve pod ENI",
     "targets of type ip need pods with addresses of the VPC, as the Amazon VPC CNI gives them; an overlay network's "
     "cannot be reached"},
    {"Instance targets", target_type},
    {"service type must be either", target_type},
    {"NodePort or LoadBalancer", target_type},
    {"conflicting ", "Ingresses of one group must agree: give both the same value, or leave the group (--group)"},
    {"deletion protection", protection},
    {"OperationNotPermitted", protection},
    {"SSLPolicyNotFound", ssl_policies},
    {"SSL policy", ssl_policies},
    {"expected exactly one securityGroup",
     "one security group of the node's or pod's network interface, and no other, needs the tag "
     "kubernetes.io/cluster/CLUSTER"},
    {"InvalidGroup.NotFound", security_groups},
    {"InvalidSecurityGroup", security_groups},
    {"couldn't find all securityGroups", security_groups},
    {"WAFNonexistentItem", web_acl},
    {"WAFInvalidParameter", web_acl},
    {"TooMany", too_many},
    {"LimitExceeded", too_many},
};
static_assert(hold_no_names(table));

/// Elastic Load Balancing's reason codes for TargetHealth.
constexpr Remedy targets[] = {
    {"Target.ResponseCodeMismatch",
     "the health check must get gRPC code 12 for /AWS.ALB/healthcheck: remove success-codes and healthcheck-path from "
     "the Ingress"},
    {"Target.Timeout", "the balancer's security group must reach the pods on the Milvus port"},
    {"Target.FailedHealthChecks",
     "Milvus must speak what backend-protocol says: HTTPS with tlsMode 1, HTTP without; kubectl milvus-l7 check tells "
     "more"},
    {"Target.NotInUse", "no listener sends traffic to the target group: see the Ingress's events"},
    {"Target.InvalidState", "the pod's node is stopping"},
    {"Target.IpUnusable", "the pod's address cannot be a target: it is in use by a balancer"},
};
static_assert(hold_no_names(targets));

}  // namespace

std::span<const Remedy> remedies() { return table; }

std::span<const Remedy> target_remedies() { return targets; }

}  // namespace l7::aws
