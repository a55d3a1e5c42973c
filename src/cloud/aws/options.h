#pragma once

#include <span>

#include "cloud/options.h"

/// The options that the AWS Load Balancer Controller takes beside those of every cloud.
namespace l7::aws {

inline constexpr TextOption certificate_arn = {"certificate-arn", "ARN",
                                               "the ACM certificate; found by --host if left out"};
inline constexpr TextOption waf_acl = {"waf-acl", "ARN", "a regional WAFv2 web ACL"};
inline constexpr ListOption subnets = {"subnets", "NAME,..", "IDs or names of subnets; repeatable"};
inline constexpr ListOption security_groups = {"security-groups", "NAME,..",
                                               "IDs or names of security groups; repeatable"};
inline constexpr TextOption group = {"group", "NAME", "share one ALB with the Ingresses of this group"};

/// Whoever carries the plan out imports the certificate of the TLS Secret into ACM; where there is no such Secret the
/// plan makes one. certificate_arn then tells readers where the ARN will come from. A flag of `enable` alone.
inline constexpr SwitchOption import_certificate = {
    "import-certificate", "",
    "import the certificate of Secret <service>-l7-tls into ACM and use it; both are made if missing"};

/// Cloud::options.
std::span<const Option* const> options();

/// Cloud::substitutes.
std::span<const Substitute> substitutes();

/// Cloud::check.
void check(const Wishes& wishes);

}  // namespace l7::aws
