#include "kube/in_cluster.h"

#include <filesystem>
#include <utility>

#include "kube/file.h"
#include "kube/kubeconfig.h"
#include "kube/pem.h"
#include "kube/token_file.h"
#include "model/text.h"
#include "platform/environment.h"

namespace l7::kube {
namespace {

/// An IPv6 address stands in brackets before a port.
std::string joined(const std::string& host, const std::string& port) {
  return (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + port;
}

/// The authorities in a file; none, which means the system's, when it has none.
std::string authorities_in(const std::string& file) {
  try {
    std::string pem = read_file(file);
    check_authorities(pem);
    return pem;
  } catch (const Error&) {
    return "";
  }
}

}  // namespace

InCluster::InCluster(std::string folder) : folder_(std::move(folder)) {}

bool InCluster::is_possible() const {
  std::error_code ignored;
  const auto status = std::filesystem::status(folder_ + "/token", ignored);
  return !platform::environment_variable("KUBERNETES_SERVICE_HOST").empty() &&
         !platform::environment_variable("KUBERNETES_SERVICE_PORT").empty() && std::filesystem::exists(status) &&
         !std::filesystem::is_directory(status);
}

Connection InCluster::connection() const {
  Connection connection;
  connection.server = "https://" + joined(platform::environment_variable("KUBERNETES_SERVICE_HOST"),
                                          platform::environment_variable("KUBERNETES_SERVICE_PORT"));
  connection.token_file = folder_ + "/token";
  connection.token = read_token(connection.token_file);
  connection.ca = authorities_in(folder_ + "/ca.crt");
  return connection;
}

std::string InCluster::name_space() const {
  std::string name = platform::environment_variable("POD_NAMESPACE");
  if (!name.empty()) return name;
  try {
    return std::string(trimmed(read_file_if_there(folder_ + "/namespace").value_or(""), white_space));
  } catch (const FileError&) {
    return "";
  }
}

}  // namespace l7::kube
