#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/connection.h"
#include "model/value.h"

namespace l7::kube {

/// A cluster of a kubeconfig (client-go tools/clientcmd/api/v1). Files are absolute paths, `_data` is decoded.
struct Cluster {
  std::string server;
  std::string tls_server_name;
  bool insecure = false;
  std::string authority;
  std::string authority_data;
  std::string proxy_url;
  bool disable_compression = false;
  /// What the extension client.authentication.k8s.io/exec holds, for plugins that are told of the cluster.
  Value plugin_config;
};

/// A login that was built into kubectl before plugins were.
struct AuthProvider {
  std::string name;
  std::map<std::string, std::string> config;
};

struct User {
  std::string client_certificate;
  std::string client_certificate_data;
  std::string client_key;
  std::string client_key_data;
  std::string token;
  std::string token_file;
  std::string as;
  std::string as_uid;
  std::vector<std::string> as_groups;
  std::map<std::string, std::vector<std::string>> as_user_extra;
  std::string username;
  std::string password;
  std::optional<AuthProvider> auth_provider;
  std::optional<ExecPlugin> exec;
  bool provide_cluster_info = false;
};

struct Context {
  std::string cluster;
  std::string user;
  std::string name_space;
};

struct Kubeconfig {
  std::string current_context;
  std::map<std::string, Cluster> clusters;
  std::map<std::string, User> users;
  std::map<std::string, Context> contexts;
};

/// The kubeconfig that kubectl would use: the file of --kubeconfig, which must exist; else the files of KUBECONFIG,
/// where the first to name something wins; else ~/.kube/config. Files that do not exist are skipped. Throws Error that
/// names the file.
Kubeconfig load_kubeconfig(const std::string& file_of_flag);

/// One file's text; relative paths in it are taken from the file's folder. Throws Error that names the file.
Kubeconfig parse_kubeconfig(std::string_view text, const std::string& file);

/// ~/.kube/NAME.
std::string file_in_home(const std::string& name);

}  // namespace l7::kube
