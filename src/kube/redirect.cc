#include "kube/redirect.h"

#include "kube/url.h"

namespace l7::kube {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

std::optional<std::string> redirected_target(const Request& request, const Response& response, const Endpoint& server) {
  if (!is_redirect(response.status) || !request.reads()) return std::nullopt;
  std::string place = response.header("location");
  if (const std::string root = server.scheme + "://" + server.authority; place.starts_with(root + '/')) {
    place.erase(0, root.size());
  }
  // `//host/path` would be another server.
  if (!place.starts_with(server.prefix + '/') || place.starts_with("//")) return std::nullopt;
  return place.substr(server.prefix.size(), place.find('#') - server.prefix.size());
}

std::string redirection(const Response& response) {
  if (!is_redirect(response.status)) return "";
  const std::string place = without_user(response.header("location"));
  return place.substr(0, place.find_first_of("?#"));
}

}  // namespace l7::kube
