// The load balancers that Services get here: by the controller in Kubernetes itself (Classic or NLB, open to the
// internet unless it is annotated) and by the AWS Load Balancer Controller and EKS Auto Mode (NLB, internal unless
// annotated). Source: cloud-provider-aws, pkg/providers/v1/aws.go; aws-load-balancer-controller, pkg/service.

#include "cloud/aws/parts.h"
#include "model/text.h"

namespace l7::aws {
namespace {

constexpr std::string_view scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
constexpr std::string_view internal_flag = "service.beta.kubernetes.io/aws-load-balancer-internal";
constexpr std::string_view type = "service.beta.kubernetes.io/aws-load-balancer-type";
constexpr std::string_view security_groups_annotation = "service.beta.kubernetes.io/aws-load-balancer-security-groups";

std::string told(std::string_view key, const std::string& value) {
  return "annotation " + std::string(key) + ": " + value;
}

/// What hands the Service to such a controller, whatever is said beside it.
std::string default_of(const Value& service) {
  const std::string& load_balancer_class = service.text_at({"spec", "loadBalancerClass"});
  if (load_balancer_class == "service.k8s.aws/nlb" || load_balancer_class == "eks.amazonaws.com/nlb") {
    return "spec.loadBalancerClass " + load_balancer_class + " without the annotation " + std::string(scheme);
  }
  const std::string& kind = annotation(service, type);
  if (kind == "external" || kind == "nlb-ip") return told(type, kind) + " without " + std::string(scheme);
  return "";
}

/// Names of internal Classic and Application Load Balancers begin so (Elastic Load Balancing, "Internal load
/// balancers").
std::string internal_name(const Value& service) {
  for (const Value& address : service.items_at({"status", "loadBalancer", "ingress"})) {
    const std::string& name = address.text_at({"hostname"});
    if (name.starts_with("internal-") && name.ends_with(".amazonaws.com")) return "its name " + name;
  }
  return "";
}

}  // namespace

std::string internal_layer4(const Value& service) {
  const std::string& said = annotation(service, scheme);
  if (!said.empty()) return said == "internal" ? told(scheme, said) : "";
  // Any value but "false" has counted since the first versions, which took a range here.
  const std::string& flag = annotation(service, internal_flag);
  if (!flag.empty()) return lower(flag) == "false" ? "" : told(internal_flag, flag);
  return internal_name(service);
}

std::string internal_by_default(const Value& service) {
  const bool said = !annotation(service, scheme).empty() || !annotation(service, internal_flag).empty();
  return said ? "" : default_of(service);
}

std::string layer4_limit(const Value& service) {
  const std::string& groups = annotation(service, security_groups_annotation);
  return groups.empty() ? "" : told(security_groups_annotation, groups);
}

}  // namespace l7::aws
