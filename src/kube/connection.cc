#include "kube/connection.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "kube/auth_provider.h"
#include "kube/base64.h"
#include "kube/exec_plugin.h"
#include "kube/file.h"
#include "kube/impersonation.h"
#include "kube/in_cluster.h"
#include "kube/kubeconfig.h"
#include "kube/kuberc.h"
#include "kube/pem.h"
#include "kube/selection.h"
#include "kube/token_file.h"
#include "kube/url.h"
#include "model/duration.h"

namespace l7::kube {
namespace {

std::optional<std::chrono::milliseconds> timeout_of(const std::string& flag) {
  using std::chrono::milliseconds;
  if (flag.empty()) return std::nullopt;
  const std::optional<std::chrono::nanoseconds> length = parse_duration(flag);
  if (!length) {
    throw Error(
        "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding "
        "time unit (e.g. 1s | 2m | 3h)",
        "--request-timeout=" + flag, "write it as 30s, 300ms or 1.5h; a bare number is seconds, and 0 is for no limit");
  }
  if (length->count() <= 0) return milliseconds(0);
  return std::chrono::ceil<milliseconds>(*length);
}

Url server_url(const std::string& server) {
  std::optional<Url> url = parse_url(server);
  if (!url || url->scheme.empty() || url->host.empty()) {
    url = parse_url("http://" + server);
    if (!url || url->host.empty() || url->path.size() > 1) {
      throw Error("host must be a URL or a host:port pair: \"" + without_user(server) + '"', "server",
                  "write the server as https://HOST:PORT");
    }
  }
  if (url->scheme != "http" && url->scheme != "https") {
    throw Error("unsupported protocol scheme \"" + url->scheme + '"', "server",
                "write the server as https://HOST:PORT");
  }
  url->path = std::filesystem::path(url->path).lexically_normal().generic_string();
  while (url->path.ends_with('/')) url->path.pop_back();
  return *url;
}

std::string data_or_file(const std::string& data, const std::string& file) {
  return data.empty() && !file.empty() ? read_file(file) : data;
}

void set_token(Connection& connection, const User& user) {
  connection.token = user.token;
  connection.token_file = user.token_file;
  if (user.token.empty() && !user.token_file.empty()) connection.token = read_token(user.token_file);
  if (!connection.token.empty() && !user.username.empty()) {
    throw Error("username/password or bearer token may be set, but not both", "kubeconfig", "keep one of the two");
  }
}

void set_authority(Connection& connection, const Cluster& cluster) {
  connection.insecure = cluster.insecure;
  connection.tls_server_name = cluster.tls_server_name;
  connection.ca = data_or_file(cluster.authority_data, cluster.authority);
  if (connection.ca.empty()) return;
  if (connection.insecure) {
    throw Error("specifying a root certificates file with the insecure flag is not allowed", "kubeconfig",
                "remove insecure-skip-tls-verify, or the certificate authority");
  }
  check_authorities(connection.ca);
}

/// What a plugin is told of the cluster (client-go rest/exec.go).
Value cluster_info(const Connection& connection, const Cluster& cluster) {
  Value info = Value::map({{"server", cluster.server.substr(0, cluster.server.find_first_of("?#"))}});
  if (!connection.tls_server_name.empty()) info.set("tls-server-name", connection.tls_server_name);
  if (connection.insecure) info.set("insecure-skip-tls-verify", true);
  if (!connection.ca.empty()) info.set("certificate-authority-data", encode_base64(connection.ca));
  if (!connection.proxy_url.empty()) info.set("proxy-url", connection.proxy_url);
  if (connection.disable_compression) info.set("disable-compression", true);
  info.set("config", cluster.plugin_config);
  return info;
}

/// Plugins and providers stand back when there is another way to log in.
bool is_identified(const Connection& connection) { return !connection.token.empty() || !connection.username.empty(); }

void set_plugin(Connection& connection, const Selection& selection, const std::string& kuberc) {
  if (!selection.user.exec) return;
  ExecPlugin plugin = *selection.user.exec;
  check_version(plugin);
  if (is_identified(connection) || !connection.client_certificate.empty()) return;
  enforce(load_plugin_policy(kuberc), plugin);
  if (selection.user.provide_cluster_info) plugin.cluster = cluster_info(connection, selection.cluster);
  connection.exec = std::move(plugin);
}

void set_provider(Connection& connection, const User& user) {
  if (!user.auth_provider) return;
  check_auth_provider(*user.auth_provider);
  if (!is_identified(connection)) connection.token = id_token(*user.auth_provider);
}

/// Everything that only an encrypted connection is given.
void secure(Connection& connection, const Selection& selection, const std::string& kuberc) {
  const User& user = selection.user;
  set_token(connection, user);
  connection.username = user.username;
  connection.password = user.password;
  set_authority(connection, selection.cluster);
  connection.client_certificate = data_or_file(user.client_certificate_data, user.client_certificate);
  if (!connection.client_certificate.empty()) {
    connection.client_key = data_or_file(user.client_key_data, user.client_key);
    check_key_pair(connection.client_certificate, connection.client_key);
  }
  set_plugin(connection, selection, kuberc);
  set_provider(connection, user);
}

/// Go's client logs in with what stands in the URL before anything else, even in the clear.
void log_in_as(Connection& connection, const std::string& user) {
  const std::size_t colon = std::min(user.find(':'), user.size());
  connection.username = percent_decoded(user.substr(0, colon));
  connection.password = percent_decoded(user.substr(std::min(colon + 1, user.size())));
  connection.token.clear();
  connection.token_file.clear();
  connection.exec.reset();
}

Connection from_kubeconfig(const Selection& selection, const std::string& kuberc) {
  Connection connection;
  const Url server = server_url(selection.cluster.server);
  connection.server = server.scheme + "://" + server.host + server.path;
  connection.proxy_url = selection.cluster.proxy_url;
  connection.disable_compression = selection.cluster.disable_compression;
  // A server without a scheme is spoken to in the clear: never with credentials.
  if (server.scheme == "https") secure(connection, selection, kuberc);
  if (!server.user.empty()) log_in_as(connection, server.user);
  return connection;
}

Connection from_service_account(const InCluster& pod, const ConnectionFlags& flags) {
  Connection connection = pod.connection();
  if (!flags.token.empty()) {
    connection.token = flags.token;
    connection.token_file.clear();
  }
  if (!flags.certificate_authority.empty()) {
    connection.ca = read_file(flags.certificate_authority);
    check_authorities(connection.ca);
  }
  return connection;
}

/// Whether the kubeconfig and the flags say nothing of a server. client-go looks at impersonation and the time limit,
/// too, so that `kubectl --as` in a pod asks localhost:8080; that is not worth following.
bool is_unconfigured(const Cluster& cluster, const ConnectionFlags& flags) {
  return cluster.server == default_server() && flags.server.empty() && cluster.proxy_url.empty() &&
         !cluster.disable_compression;
}

std::string name_space_of(const Context& context, const InCluster& pod) {
  std::string name = context.name_space;
  if (name.empty() && pod.is_possible()) name = pod.name_space();
  if (name.empty()) name = "default";
  const bool dots = name == "." || name == "..";
  const std::size_t forbidden = name.find_first_of("/%");
  if (!dots && forbidden == std::string::npos) return name;
  throw Error("invalid namespace \"" + name + "\": [may not " +
                  (dots ? "be '" + name + '\'' : "contain '" + std::string(1, name[forbidden]) + '\'') + ']',
              "--namespace", "give the name of a namespace, without ns/ before it");
}

}  // namespace

Connection resolve(const ConnectionFlags& flags) {
  const InCluster pod;
  const Selection selection = select(load_kubeconfig(flags.kubeconfig), flags);
  const std::string name_space = name_space_of(selection.context, pod);
  const std::optional<std::chrono::milliseconds> timeout = timeout_of(flags.request_timeout);
  Connection connection = is_unconfigured(selection.cluster, flags) && pod.is_possible()
                              ? from_service_account(pod, flags)
                              : from_kubeconfig(selection, flags.kuberc);
  connection.name_space = name_space;
  connection.request_timeout = timeout;
  connection.impersonation = impersonation_of(selection.user);
  return connection;
}

}  // namespace l7::kube
