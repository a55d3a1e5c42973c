#include <algorithm>

#include "cloud/aws/facts.h"
#include "cloud/aws/options.h"
#include "cloud/aws/parts.h"
#include "milvus/tls.h"
#include "model/text.h"

namespace l7::aws {
namespace {

/// A longer timeout that is there already was somebody's choice.
std::string load_balancer_attributes(const Planner& plan, const std::string& there) {
  static const std::string key(idle_timeout);
  const int now = Value(attribute(there, key)).as_int(0);
  const int wanted = plan.wishes().request_timeout_sec.value_or(std::max(now, default_idle_timeout_sec));
  return with_attribute(there, key, std::to_string(wanted));
}

/// Targets with IPv6 addresses need a load balancer that has both (pkg/ingress, "unsupported IPv6 configuration").
bool has_ipv6(const Value& service) {
  const std::vector<Value>& families = service.items_at({"spec", "ipFamilies"});
  return std::any_of(families.begin(), families.end(), [](const Value& family) { return family.text() == "IPv6"; });
}

/// The listeners for gRPC, which takes HTTPS alone. Clients may use another port than 443, so that those stay.
std::string https_listeners(const std::string& there) {
  static constexpr std::string_view https = R"("HTTPS")";
  std::string listeners;
  for (std::size_t at = there.find(https); at != std::string::npos; at = there.find(https, at + 1)) {
    const std::size_t begin = there.find_first_of("0123456789", at);
    const std::size_t end = std::min(there.find_first_not_of("0123456789", begin), there.size());
    if (begin == std::string::npos) break;
    listeners += (listeners.empty() ? "" : ",") + ("{\"HTTPS\":" + there.substr(begin, end - begin) + '}');
  }
  const bool others = there.find(R"("HTTP")") != std::string::npos;
  if (!listeners.empty() && !others) return there;
  return '[' + (listeners.empty() ? R"({"HTTPS":443})" : listeners) + ']';
}

}  // namespace

Value required_annotations(const Planner& plan, const Value& there) {
  const Wishes& wishes = plan.wishes();
  const bool tls = milvus::tls_mode(plan.milvus()) == 1;
  Value wanted = Value::map();
  wanted.set(alb("target-type"), "ip");
  wanted.set(alb("listen-ports"), https_listeners(annotation(there, alb("listen-ports"))));
  wanted.set(alb("backend-protocol-version"), "GRPC");
  if (tls || !annotation(there, alb("backend-protocol")).empty()) {
    wanted.set(alb("backend-protocol"), tls ? "HTTPS" : "HTTP");
  }
  wanted.set(alb("load-balancer-attributes"),
             load_balancer_attributes(plan, annotation(there, alb("load-balancer-attributes"))));
  wanted.set(alb("target-group-attributes"),
             with_attribute(annotation(there, alb("target-group-attributes")), "load_balancing.algorithm.type",
                            "least_outstanding_requests"));
  if (has_ipv6(plan.milvus().service.value) && !annotation(there, alb("ip-address-type")).starts_with("dualstack")) {
    wanted.set(alb("ip-address-type"), "dualstack");
  }
  const auto set_if = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) wanted.set(alb(key), value);
  };
  set_if("certificate-arn", wishes.options[certificate_arn]);
  set_if("inbound-cidrs", joined(wishes.options[inbound_cidrs], ","));
  set_if("subnets", joined(wishes.options[subnets], ","));
  set_if("security-groups", joined(wishes.options[security_groups], ","));
  if (!wishes.options[security_groups].empty()) wanted.set(alb("manage-backend-security-group-rules"), "true");
  set_if("group.name", wishes.options[group]);
  set_if("wafv2-acl-arn", wishes.options[waf_acl]);
  set_if("ssl-policy", wishes.ssl_policy);
  for (const auto& [key, value] : wishes.annotations) wanted.set(key, value);
  return wanted;
}

}  // namespace l7::aws
