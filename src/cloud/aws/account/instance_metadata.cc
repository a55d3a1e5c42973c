#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/sources.h"
#include "kube/header.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::aws {
namespace {

/// AWS' programs wait as long by default: on machines elsewhere nobody answers.
constexpr std::chrono::milliseconds patience{1'000};
constexpr const char* roles = "/latest/meta-data/iam/security-credentials/";

std::string endpoint() {
  std::string given = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (!given.empty()) return given;
  const std::string mode = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  return mode == "IPv6" || mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
}

kube::Request reading(const std::string& target) {
  kube::Request request;
  request.target = target;
  request.accept = "*/*";
  request.confidential = true;
  return request;
}

kube::Request session_request() {
  kube::Request request = reading("/latest/api/token");
  request.method = "PUT";
  request.headers.emplace_back("X-aws-ec2-metadata-token-ttl-seconds", "300");
  return request;
}

}  // namespace

LookupResult from_instance_metadata(const LookupContext& context) {
  if (is_true(variable("AWS_EC2_METADATA_DISABLED"))) return {{}, "AWS_EC2_METADATA_DISABLED is true"};
  Server server(endpoint(), context.observer, {patience, true});
  try {
    const kube::Response session = server.ask(session_request(), {}, Effect::none);
    if (session.status != 200) return {{}, server.url() + " gives no session (" + std::to_string(session.status) + ')'};
    kube::Credential token;
    token.headers.emplace_back("X-aws-ec2-metadata-token", trimmed(session.body, white_space));
    kube::check_header("X-aws-ec2-metadata-token", token.headers.front().second);

    const kube::Response listed = server.ask(reading(roles), token, Effect::none);
    const std::string role(trimmed(listed.body.substr(0, listed.body.find('\n')), white_space));
    if (listed.status != 200 || role.empty()) return {{}, "this instance has no role"};
    const kube::Response answer = server.ask(reading(roles + role), token, Effect::none);
    if (answer.status != 200) {
      return {{}, "no credentials for role " + role + " (" + std::to_string(answer.status) + ')'};
    }
    return {keys_in_json(answer.body, "Token", "instance metadata at " + server.url()), {}};
  } catch (const Unreachable&) {
    return {{}, "nobody answers at " + server.url()};
  }
}

}  // namespace l7::aws
