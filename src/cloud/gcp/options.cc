#include "cloud/gcp/options.h"

#include <array>
#include <string>

#include "cloud/access.h"
#include "cloud/gcp/facts.h"
#include "model/error.h"

namespace l7::gcp {
namespace {

/// Names of Compute Engine resources (RFC 1035, as its API documents them).
void check_resource_name(const std::string& name, const std::string& flag) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  static constexpr std::string_view others = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (name.empty()) return;
  if (name.size() > 63 || letters.find(name[0]) == std::string_view::npos || name.back() == '-' ||
      name.find_first_not_of(others) != std::string::npos) {
    throw UsageError("Google Cloud gives no resource the name '" + name + "'", flag,
                     "use its short name: lower-case letters, digits and '-', at most 63");
  }
}

void check_managed_certificate(const Wishes& wishes) {
  if (!wishes.options[managed_certificate]) return;
  const std::string flag = managed_certificate.flag();
  if (wishes.internal == true) {
    throw UsageError("a Google-managed certificate is for external balancers only", flag,
                     "use --tls-secret or --pre-shared-cert with --internal");
  }
  if (wishes.hosts.empty()) {
    throw UsageError("a Google-managed certificate needs a domain", flag, "add --host NAME");
  }
  if (wishes.hosts.size() > managed_domain_count) {
    throw UsageError("a Google-managed certificate takes at most 100 domains", flag, "use several certificates");
  }
  for (const std::string& host : wishes.hosts) {
    if (!may_be_managed(host)) {
      throw UsageError("a Google-managed certificate takes no wildcard and at most 63 characters: " + host, "--host",
                       "use --tls-secret for this name");
    }
  }
}

}  // namespace

std::span<const Option* const> options() {
  static constexpr std::array<const Option*, 6> all = {&tls_secret,    &managed_certificate, &pre_shared_certificate,
                                                       &inbound_cidrs, &static_ip,           &security_policy};
  return all;
}

std::span<const Substitute> substitutes() {
  static constexpr Substitute all[] = {
      {"certificate-arn", "use --tls-secret, --managed-certificate or --pre-shared-cert"},
      {"waf-acl", "use --security-policy (Cloud Armor)"},
  };
  return all;
}

bool may_be_managed(const std::string& domain) {
  return !domain.starts_with("*.") && domain.size() <= managed_domain_length;
}

void check(const Wishes& wishes) {
  if (wishes.internal == true && !wishes.ssl_policy.empty()) {
    throw UsageError("GKE takes an SSL policy for external balancers only", "--ssl-policy",
                     "leave it out with --internal");
  }
  if (!wishes.options[inbound_cidrs].empty() && !is_everybody(wishes.options[inbound_cidrs])) {
    throw UsageError("GKE limits who may connect by a policy, not by the Ingress", inbound_cidrs.flag(),
                     "use --security-policy (Cloud Armor), or --inbound-cidrs 0.0.0.0/0 for everybody");
  }
  if (wishes.request_timeout_sec && *wishes.request_timeout_sec < 1) {
    throw UsageError("the timeout must be at least one second", "--request-timeout-sec", "leave it out for an hour");
  }
  check_resource_name(wishes.options[pre_shared_certificate], pre_shared_certificate.flag());
  check_resource_name(wishes.options[static_ip], static_ip.flag());
  check_resource_name(wishes.options[security_policy].text.value_or(""), security_policy.flag());
  check_resource_name(wishes.ssl_policy, "--ssl-policy");
  check_managed_certificate(wishes);
}

}  // namespace l7::gcp
