#include "kube/auth_provider.h"

#include <chrono>
#include <cstdlib>

#include "kube/base64.h"
#include "kube/kubeconfig.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::kube {
namespace {

constexpr auto place = "auth-provider";

std::string setting(const AuthProvider& provider, const std::string& name) {
  const auto found = provider.config.find(name);
  return found == provider.config.end() ? "" : found->second;
}

/// Seconds since 1970 from the claim `exp`.
double expiry(const std::string& token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string::npos ? first : token.find('.', first + 1);
  if (second == std::string::npos || token.find('.', second + 1) != std::string::npos) {
    throw Error("ID Token is not a valid JWT", place, "log in again with the tool that wrote the kubeconfig");
  }
  try {
    const Value claims = yaml::read(decode_base64url(std::string_view(token).substr(first + 1, second - first - 1)));
    const Value* claim = claims.find("exp");
    return claim == nullptr ? 0 : std::strtod(claim->text().c_str(), nullptr);
  } catch (const Error&) {
    throw Error("failed to decode claims of the id-token", place,
                "log in again with the tool that wrote the kubeconfig");
  }
}

}  // namespace

void check_auth_provider(const AuthProvider& provider) {
  if (provider.name == "gcp") {
    throw Error(
        "The gcp auth plugin has been removed.\nPlease use the \"gke-gcloud-auth-plugin\" kubectl/client-go credential "
        "plugin instead.\nSee https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke "
        "for further details",
        place, "gcloud container clusters get-credentials writes the kubeconfig anew");
  }
  if (provider.name == "azure") {
    throw Error(
        "The azure auth plugin has been removed.\nPlease use the https://github.com/Azure/kubelogin kubectl/client-go "
        "credential plugin instead.\nSee "
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins for "
        "further details",
        place, "kubelogin convert-kubeconfig rewrites the kubeconfig");
  }
  if (provider.name != "oidc") {
    throw Error("no Auth Provider found for name \"" + provider.name + '"', place,
                "use a credential plugin (exec) instead");
  }
  for (const char* name : {"idp-issuer-url", "client-id"}) {
    if (setting(provider, name).empty()) {
      throw Error(std::string("Must provide ") + name, place, "add it to the auth-provider's config");
    }
  }
}

std::string id_token(const AuthProvider& provider) {
  using std::chrono::system_clock;
  constexpr std::chrono::seconds margin(10);
  std::string token = setting(provider, "id-token");
  if (!token.empty() && expiry(token) > static_cast<double>(system_clock::to_time_t(system_clock::now() + margin))) {
    return token;
  }
  if (setting(provider, "refresh-token").empty()) {
    throw Error("Unable to connect to the server: No valid id-token, and cannot refresh without refresh-token", place,
                "log in again with the tool that wrote the kubeconfig");
  }
  throw Error("Unable to connect to the server: the id-token has expired", place,
              "run `kubectl get namespaces`, which refreshes it, and try again");
}

}  // namespace l7::kube
