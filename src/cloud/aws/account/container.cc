#include <algorithm>
#include <iterator>

#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/refusal.h"
#include "cloud/aws/account/sources.h"
#include "kube/header.h"
#include "kube/token_file.h"
#include "kube/url.h"
#include "model/error.h"

namespace l7::aws {
namespace {

constexpr const char* relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* full = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

/// ECS' own address, and EKS Pod Identity's two (AWS SDKs and Tools Reference Guide, "Container credential provider").
constexpr const char* ecs = "169.254.170.2";
constexpr std::string_view known_hosts[] = {ecs, "169.254.170.23", "fd00:ec2::23"};
constexpr std::chrono::milliseconds patience{5'000};

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

/// A token that goes over the network in the open could be read by anyone on the way.
void check_host(const std::string& uri) {
  const kube::Endpoint endpoint = kube::endpoint_of(uri);
  if (endpoint.scheme == "https") return;
  const bool known = std::find(std::begin(known_hosts), std::end(known_hosts), endpoint.host) != std::end(known_hosts);
  const bool loopback = is_loopback(endpoint.host) && (endpoint.host == "localhost" || kube::is_ip(endpoint.host));
  if (known || loopback) return;
  throw Error("credentials are not asked for over plain http from " + endpoint.host, full,
              "use https, or a loopback address, or one of 169.254.170.2, 169.254.170.23 and [fd00:ec2::23]");
}

kube::Credential authorization() {
  const std::string file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  kube::Credential credential;
  credential.authorization =
      file.empty() ? variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") : kube::read_token(with_home(file));
  kube::check_header("Authorization", credential.authorization);
  return credential;
}

/// `https://host:port` and the rest of a URI, query and all.
std::pair<std::string, std::string> split(const std::string& uri) {
  const std::size_t host = uri.find("://");
  const std::size_t path = host == std::string::npos ? host : uri.find_first_of("/?", host + 3);
  if (path == std::string::npos) return {uri, "/"};
  return {uri.substr(0, path), (uri[path] == '?' ? "/" : "") + uri.substr(path)};
}

}  // namespace

LookupResult from_container(const LookupContext& context) {
  const std::string path = variable(relative);
  const std::string uri = path.empty() ? variable(full) : std::string("http://") + ecs + path;
  if (uri.empty()) return {{}, std::string(relative) + " and " + full + " are not set"};
  const auto [base, target] = split(uri);
  try {
    check_host(base);
  } catch (const Error& error) {
    throw Error(error.what(), path.empty() ? full : relative, error.fix);
  }
  Server server(base, context.observer, {patience, true});
  kube::Request request;
  request.target = target;
  request.confidential = true;
  const kube::Response response = server.ask(request, authorization(), Effect::none);
  const std::string place = "container credentials at " + server.url();
  if (response.status != 200) throw ServiceError(refusal_in(response), "GetCredentials", place);
  return {keys_in_json(response.body, "Token", place), {}};
}

}  // namespace l7::aws
