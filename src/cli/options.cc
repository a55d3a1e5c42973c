#include "cli/options.h"

#include "cli/names.h"
#include "cloud/cloud.h"
#include "model/error.h"
#include "model/suggest.h"

namespace l7::cli {
namespace {

constexpr Rule object_name = {
    is_object_name, "a Kubernetes name",
    "use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit"};
constexpr Rule host_name = {is_host, "a host name",
                            "write a DNS name in lower case, such as milvus.example.com or *.example.com"};
constexpr Rule cidr = {is_cidr, "a CIDR range", "write addresses as 10.0.0.0/8 or 2001:db8::/32"};
constexpr Rule annotation_key = {is_annotation_key, "a key of an annotation",
                                 "write KEY=VALUE with a key such as example.com/name"};
constexpr Rule plain_text = {is_plain_text, "a name", "leave the flag out or give it a value"};

std::vector<Candidate> cloud_names() {
  std::vector<Candidate> all;
  for (const Cloud* cloud : clouds()) {
    all.push_back({std::string(cloud->name()), std::string(cloud->title())});
  }
  return all;
}

/// The cloud that is meant; a slip of the finger is met with the name next to it.
const Cloud& named_cloud(const Wishes& wishes) {
  try {
    return cloud_for(wishes);
  } catch (const UsageError& error) {
    std::vector<std::string_view> names;
    for (const Cloud* cloud : clouds()) names.push_back(cloud->name());
    const std::string_view meant = nearest(wishes.cloud, names);
    if (meant.empty()) throw;
    throw UsageError(std::string(error.what()) + did_you_mean(meant), error.where, error.fix);
  }
}

}  // namespace

std::vector<Flag> shared_flags(Target& target, Wishes& wishes) {
  return {
      {"cloud", "NAME", common_flags, "gcp or aws", &wishes.cloud, &plain_text, 0, cloud_names},
      {"release", "NAME", common_flags, "which Milvus, by release or Service; the only one if left out",
       &target.release, &object_name, 0, Source::releases},
      {"host", "NAME", common_flags, "a name clients connect to; repeatable", &wishes.hosts, &host_name},
      {"internal", "", common_flags, "a balancer for the private network only", &wishes.internal},
      {"ingress-name", "NAME", common_flags, "the Ingress's name; <service>-l7 if left out", &wishes.ingress_name,
       &object_name, 0, Source::ingresses},
      {"request-timeout-sec", "N", common_flags, "the longest call (gcp, 3600) or silence in it (aws, 600)",
       &wishes.request_timeout_sec},
      {"ssl-policy", "NAME", common_flags, "TLS versions and ciphers, by the cloud's own policy name",
       &wishes.ssl_policy, &plain_text},
      {"annotate", "KEY=VALUE", common_flags, "a further annotation of the Ingress; repeatable", &wishes.annotations,
       &annotation_key},

      {"tls-secret", "NAME", gcp_flags, "the Secret with the certificate; <service>-l7-tls if left out",
       &wishes.tls_secret, &object_name, 0, Source::tls_secrets},
      {"managed-certificate", "NAME", gcp_flags, "let Google issue a certificate for --host",
       &wishes.managed_certificate, &object_name},
      {"pre-shared-cert", "NAME", gcp_flags, "a certificate that Google Cloud holds", &wishes.pre_shared_cert,
       &plain_text},
      {"static-ip", "NAME", gcp_flags, "a reserved address, by its name", &wishes.static_ip, &plain_text},
      {"security-policy", "NAME", gcp_flags, "a Cloud Armor policy", &wishes.security_policy, &plain_text},

      {"certificate-arn", "ARN", aws_flags, "the ACM certificate; found by --host if left out", &wishes.certificate_arn,
       &plain_text},
      {"waf-acl", "ARN", aws_flags, "a regional WAFv2 web ACL", &wishes.waf_acl, &plain_text},
      {"inbound-cidrs", "CIDR,..", aws_flags, "who may connect; repeatable", &wishes.inbound_cidrs, &cidr},
      {"subnets", "NAME,..", aws_flags, "IDs or names of subnets; repeatable", &wishes.subnets, &plain_text},
      {"security-groups", "NAME,..", aws_flags, "IDs or names of security groups; repeatable", &wishes.security_groups,
       &plain_text},
      {"group", "NAME", aws_flags, "share one ALB with the Ingresses of this group", &wishes.group, &plain_text},
  };
}

void check(const Wishes& wishes) {
  if (wishes.cloud.empty()) return;
  named_cloud(wishes).check(wishes);
}

void complete(FlagSet& flags, const Wishes& wishes) {
  flags.read();
  try {
    check(wishes);
  } catch (UsageError& error) {
    error.where = flags.origin(error.where);
    throw;
  }
}

}  // namespace l7::cli
