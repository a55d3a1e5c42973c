#include "cloud/aws/options.h"

#include <array>
#include <string>

#include "cloud/aws/facts.h"
#include "model/error.h"

namespace l7::aws {

std::span<const Option* const> options() {
  static constexpr std::array<const Option*, 6> all = {&certificate_arn, &waf_acl,         &inbound_cidrs,
                                                       &subnets,         &security_groups, &group};
  return all;
}

std::span<const Substitute> substitutes() {
  static constexpr Substitute all[] = {
      {"tls-secret", "use --certificate-arn; an ALB takes certificates from ACM"},
      {"managed-certificate", "use --certificate-arn"},
      {"pre-shared-cert", "use --certificate-arn"},
      {"static-ip", "an ALB has a DNS name; point a CNAME or alias record at it"},
      {"security-policy", "use --waf-acl"},
  };
  return all;
}

void check(const Wishes& wishes) {
  if (!wishes.options[certificate_arn].empty() &&
      region_of_arn(wishes.options[certificate_arn], "acm", "certificate/").empty()) {
    throw UsageError("this is no ARN of an ACM certificate: " + wishes.options[certificate_arn], certificate_arn.flag(),
                     "it looks like arn:aws:acm:REGION:ACCOUNT:certificate/ID; aws acm list-certificates shows yours");
  }
  if (!wishes.options[waf_acl].empty() && wishes.options[waf_acl] != "none" &&
      region_of_arn(wishes.options[waf_acl], "wafv2", "regional/webacl/").empty()) {
    throw UsageError("this is no ARN of a regional WAFv2 web ACL: " + wishes.options[waf_acl], waf_acl.flag(),
                     "aws wafv2 list-web-acls --scope REGIONAL shows yours; none removes one");
  }
  static constexpr std::string_view group_characters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  if (wishes.options[group].size() > 63 ||
      wishes.options[group].find_first_not_of(group_characters) != std::string::npos) {
    throw UsageError("an Ingress group's name is lower-case letters, digits, '-' and '.', at most 63 characters",
                     group.flag(), "choose another name than '" + wishes.options[group] + "'");
  }
  const int timeout = wishes.request_timeout_sec.value_or(default_idle_timeout_sec);
  if (timeout < 1 || timeout > longest_idle_timeout_sec) {
    throw UsageError("an ALB's idle timeout is 1 to 4000 seconds, not " + std::to_string(timeout),
                     "--request-timeout-sec", "leave it out for 600");
  }
}

}  // namespace l7::aws
