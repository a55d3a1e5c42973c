#include "kube/kubeconfig.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "kube/fields.h"
#include "kube/file.h"
#include "kube/json_numbers.h"
#include "platform/environment.h"
#include "yaml/read.h"

namespace l7::kube {
namespace {

/// Reads one file; `folder` is where its relative paths begin.
class EntryReader {
 public:
  explicit EntryReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Kubeconfig config(const Fields& file) const {
    Kubeconfig config;
    config.current_context = file.text("current-context");
    collect(file, "clusters", "cluster", config.clusters, [&](const Fields& fields) { return cluster(fields); });
    collect(file, "users", "user", config.users, [&](const Fields& fields) { return user(fields); });
    collect(file, "contexts", "context", config.contexts, [](const Fields& fields) {
      return Context{fields.text("cluster"), fields.text("user"), fields.text("namespace")};
    });
    return config;
  }

 private:
  template <typename T, typename Read>
  static void collect(const Fields& file, std::string_view list, std::string_view member,
                      std::map<std::string, T>& into, Read read) {
    for (const Fields& entry : file.maps(list)) {
      const std::string name = entry.text("name");
      if (!into.emplace(name, read(entry.map(member))).second) {
        throw Error("duplicate name \"" + name + "\" in " + std::string(list), entry.path_of("name"),
                    "rename or remove one of the two");
      }
    }
  }

  Cluster cluster(const Fields& fields) const {
    Cluster cluster;
    cluster.server = fields.text("server");
    cluster.tls_server_name = fields.text("tls-server-name");
    cluster.insecure = fields.truth("insecure-skip-tls-verify");
    cluster.authority = absolute(fields.text("certificate-authority"));
    cluster.authority_data = fields.data("certificate-authority-data");
    cluster.proxy_url = fields.text("proxy-url");
    cluster.disable_compression = fields.truth("disable-compression");
    for (const Fields& extension : fields.maps("extensions")) {
      const Value* value = extension.find("extension");
      if (value != nullptr && extension.text("name") == "client.authentication.k8s.io/exec") {
        cluster.plugin_config = with_json_numbers(*value);
      }
    }
    return cluster;
  }

  User user(const Fields& fields) const {
    User user;
    user.client_certificate = absolute(fields.text("client-certificate"));
    user.client_certificate_data = fields.data("client-certificate-data");
    user.client_key = absolute(fields.text("client-key"));
    user.client_key_data = fields.data("client-key-data");
    user.token = fields.text("token");
    user.token_file = absolute(fields.text("tokenFile"));
    user.as = fields.text("as");
    user.as_uid = fields.text("as-uid");
    user.as_groups = fields.texts("as-groups");
    const Fields extra = fields.map("as-user-extra");
    if (extra.value() != nullptr) {
      for (const auto& [key, unused] : extra.value()->members()) user.as_user_extra[key] = extra.texts(key);
    }
    user.username = fields.text("username");
    user.password = fields.text("password");
    if (fields.find("auth-provider") != nullptr) {
      const Fields provider = fields.map("auth-provider");
      const auto settings = provider.text_map("config");
      user.auth_provider = AuthProvider{provider.text("name"), {settings.begin(), settings.end()}};
    }
    if (fields.find("exec") != nullptr) {
      user.exec = plugin(fields.map("exec"));
      user.provide_cluster_info = fields.map("exec").truth("provideClusterInfo");
    }
    return user;
  }

  ExecPlugin plugin(const Fields& fields) const {
    ExecPlugin plugin;
    plugin.command = fields.text("command");
    // A bare name is looked up in PATH; anything else is a file.
    if (std::filesystem::path(plugin.command).has_parent_path()) plugin.command = absolute(plugin.command);
    plugin.args = fields.texts("args");
    for (const Fields& variable : fields.maps("env")) {
      plugin.env.emplace_back(variable.text("name"), variable.text("value"));
    }
    plugin.api_version = fields.text("apiVersion");
    plugin.install_hint = fields.text("installHint");
    plugin.interactive_mode = fields.text("interactiveMode");
    // The versions before v1 did not ask for it (client-go tools/clientcmd/api/v1/defaults.go).
    const bool is_old = plugin.api_version == "client.authentication.k8s.io/v1beta1" ||
                        plugin.api_version == "client.authentication.k8s.io/v1alpha1";
    if (plugin.interactive_mode.empty() && is_old) plugin.interactive_mode = "IfAvailable";
    return plugin;
  }

  std::string absolute(const std::string& path) const {
    if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
    return (folder_ / path).lexically_normal().string();
  }

  std::filesystem::path folder_;
};

void check_type(const Fields& file) {
  const std::string version = file.text("apiVersion");
  const std::string kind = file.text("kind");
  if ((version.empty() || version == "v1") && (kind.empty() || kind == "Config")) return;
  throw Error("no kind \"" + (kind.empty() ? "Config" : kind) + "\" is registered for version \"" +
                  (version.empty() ? "v1" : version) + '"',
              version.empty() || version == "v1" ? "kind" : "apiVersion",
              "a kubeconfig has apiVersion: v1 and kind: Config");
}

std::string in_file(const std::string& file, const std::string& what) {
  return "error loading config file \"" + file + "\": " + what;
}

/// What `other` names and `config` does not is added.
void merge(Kubeconfig& config, Kubeconfig other) {
  if (config.current_context.empty()) config.current_context = std::move(other.current_context);
  config.clusters.merge(other.clusters);
  config.users.merge(other.users);
  config.contexts.merge(other.contexts);
}

/// KUBECONFIG's files, each once.
std::vector<std::string> listed_files(std::string_view list) {
  std::vector<std::string> files;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(platform::list_separator), list.size());
    std::string file(list.substr(0, end));
    if (!file.empty() && std::find(files.begin(), files.end(), file) == files.end()) files.push_back(std::move(file));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return files;
}

std::optional<std::string> text_of(const std::string& file) {
  try {
    return read_file_if_there(file);
  } catch (const FileError& error) {
    throw Error(in_file(file, error.what()), file, error.fix);
  }
}

}  // namespace

std::string file_in_home(const std::string& name) {
  return (std::filesystem::path(platform::home_folder_of_kubectl()) / ".kube" / name).string();
}

Kubeconfig parse_kubeconfig(std::string_view text, const std::string& file) {
  try {
    const Value value = yaml::read(text);
    const Fields fields(&value, "");
    check_type(fields);
    return EntryReader(std::filesystem::absolute(file).lexically_normal().parent_path()).config(fields);
  } catch (const yaml::ReadError& error) {
    throw Error(in_file(file, "yaml: line " + std::to_string(error.line) + ": " + error.what()),
                file + ", line " + std::to_string(error.line), error.fix);
  } catch (const Error& error) {
    throw Error(in_file(file, error.what()), file + ": " + error.where, error.fix);
  }
}

Kubeconfig load_kubeconfig(const std::string& file_of_flag) {
  std::vector<std::string> files = {file_of_flag};
  if (file_of_flag.empty()) {
    const std::string list = platform::environment_variable("KUBECONFIG");
    files = list.empty() ? std::vector{file_in_home("config")} : listed_files(list);
  }
  Kubeconfig config;
  for (const std::string& file : files) {
    if (const std::optional<std::string> text = text_of(file)) {
      merge(config, parse_kubeconfig(*text, file));
    } else if (!file_of_flag.empty()) {
      throw FileError("stat", file, ENOENT);
    }
  }
  return config;
}

}  // namespace l7::kube
