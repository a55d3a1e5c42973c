#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace l7 {

/// What the user asked for of the entry, for both programs. An empty string or list means that nothing was said.
/// The flags behind the fields are in src/cli/options.cc; what a cloud makes of them is in its cloud.
struct Wishes {
  std::string cloud;
  std::vector<std::string> hosts;

  std::string tls_secret;
  /// Set, and empty, when a managed certificate was asked for without a name of its own.
  std::optional<std::string> managed_certificate;
  std::string pre_shared_cert;
  std::string static_ip;
  std::string certificate_arn;
  /// aws: whoever carries the plan out imports the certificate of the TLS Secret into ACM; where there is no such
  /// Secret the plan makes one. certificate_arn then tells readers where the ARN will come from. No flag of its own.
  bool import_certificate = false;

  bool internal = false;
  std::string ingress_name;
  std::optional<int> request_timeout_sec;

  std::string security_policy;
  std::string ssl_policy;
  std::string waf_acl;
  std::vector<std::string> inbound_cidrs;
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
  std::string group;

  /// Further annotations for the Ingress, in the order given.
  std::vector<std::pair<std::string, std::string>> annotations;
};

}  // namespace l7
