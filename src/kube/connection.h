#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/error.h"
#include "model/value.h"

namespace l7::kube {

/// kubectl's connection flags, as given; an empty one was not given.
struct ConnectionFlags {
  std::string kubeconfig;
  std::string context;
  std::string cluster;
  std::string user;
  std::string name_space;
  std::string server;
  std::string token;
  std::string username;
  std::string password;
  std::string certificate_authority;
  std::string client_certificate;
  std::string client_key;
  std::optional<bool> insecure_skip_tls_verify;
  std::string tls_server_name;
  std::string proxy_url;
  std::string as;
  std::string as_uid;
  std::vector<std::string> as_groups;
  std::vector<std::string> as_user_extra;
  std::string request_timeout;
  std::optional<bool> disable_compression;
  /// --kuberc; "off" for none.
  std::string kuberc;
};

/// A credential plugin, as the kubeconfig names it (client.authentication.k8s.io/v1 and v1beta1).
struct ExecPlugin {
  std::string command;
  std::vector<std::string> args;
  std::vector<std::pair<std::string, std::string>> env;
  std::string api_version;
  std::string interactive_mode;
  std::string install_hint;
  /// `spec.cluster` of KUBERNETES_EXEC_INFO; null unless provideClusterInfo is set.
  Value cluster;
};

/// Everything needed to speak to one API server: what client-go calls a rest.Config.
struct Connection {
  /// `https://host:port/prefix`, without a slash at the end.
  std::string server;
  /// Where commands act: -n, the context, the service account, or "default".
  std::string name_space;

  /// PEM; empty for the system's authorities.
  std::string ca;
  bool insecure = false;
  std::string tls_server_name;
  std::string proxy_url;
  /// Without any proxy, whatever the environment says.
  bool direct = false;
  bool disable_compression = false;
  /// For each request; 0 for no limit, and nothing where the user does not say.
  std::optional<std::chrono::milliseconds> request_timeout;

  /// PEM; set together or not at all.
  std::string client_certificate;
  std::string client_key;
  std::string token;
  /// Beats `token`; read again each minute (client-go transport/token_source.go).
  std::string token_file;
  std::string username;
  std::string password;
  std::optional<ExecPlugin> exec;

  /// Impersonate-* headers, in order.
  std::vector<std::pair<std::string, std::string>> impersonation;
};

/// Resolves flags, KUBECONFIG, ~/.kube/config, the kuberc's plugin policy and the pod's service account exactly as
/// client-go does. Throws Error in kubectl's own words, with the file where there is one.
Connection resolve(const ConnectionFlags& flags);

}  // namespace l7::kube
