#include "kube/selection.h"

#include "kube/validation.h"
#include "platform/environment.h"

namespace l7::kube {
namespace {

/// A flag that was given replaces what stands there.
void lay_over(std::string& field, const std::string& flag) {
  if (!flag.empty()) field = flag;
}

Context context_of(const Kubeconfig& config, const std::string& name, const ConnectionFlags& flags) {
  const auto found = config.contexts.find(name);
  Context context = found == config.contexts.end() ? Context{} : found->second;
  lay_over(context.cluster, flags.cluster);
  lay_over(context.user, flags.user);
  lay_over(context.name_space, flags.name_space);
  return context;
}

Cluster cluster_of(const Kubeconfig& config, const std::string& name, const ConnectionFlags& flags) {
  const auto found = config.clusters.find(name);
  // A context may lead nowhere, a flag may not; the empty server is found fault with.
  if (found == config.clusters.end() && !flags.cluster.empty()) return {};
  Cluster cluster = found == config.clusters.end() ? Cluster{} : found->second;
  if (cluster.server.empty()) cluster.server = default_server();
  lay_over(cluster.server, flags.server);
  lay_over(cluster.proxy_url, flags.proxy_url);
  const bool insecure = flags.insecure_skip_tls_verify.value_or(false);
  if (insecure || !flags.certificate_authority.empty()) {
    cluster.insecure = insecure;
    cluster.authority = flags.certificate_authority;
    cluster.authority_data.clear();
  }
  if (!flags.tls_server_name.empty() || !flags.server.empty()) cluster.tls_server_name = flags.tls_server_name;
  if (flags.disable_compression.value_or(false)) cluster.disable_compression = true;
  return cluster;
}

void impersonate(User& user, const ConnectionFlags& flags) {
  lay_over(user.as, flags.as);
  lay_over(user.as_uid, flags.as_uid);
  if (!flags.as_groups.empty()) user.as_groups = flags.as_groups;
  std::map<std::string, std::vector<std::string>> extra;
  for (const std::string& entry : flags.as_user_extra) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string::npos) extra[entry.substr(0, equals)].push_back(entry.substr(equals + 1));
  }
  extra.merge(user.as_user_extra);
  user.as_user_extra = std::move(extra);
}

User user_of(const Kubeconfig& config, const std::string& name, const ConnectionFlags& flags) {
  const auto found = config.users.find(name);
  User user = found == config.users.end() ? User{} : found->second;
  lay_over(user.token, flags.token);
  lay_over(user.username, flags.username);
  lay_over(user.password, flags.password);
  if (!flags.client_certificate.empty()) {
    user.client_certificate = flags.client_certificate;
    user.client_certificate_data.clear();
  }
  if (!flags.client_key.empty()) {
    user.client_key = flags.client_key;
    user.client_key_data.clear();
  }
  impersonate(user, flags);
  return user;
}

}  // namespace

std::string default_server() {
  const std::string server = platform::environment_variable("KUBERNETES_MASTER");
  return server.empty() ? "http://localhost:8080" : server;
}

Selection select(const Kubeconfig& config, const ConnectionFlags& flags) {
  const std::string name = flags.context.empty() ? config.current_context : flags.context;
  Selection selection;
  selection.context = context_of(config, name, flags);
  selection.cluster_name = selection.context.cluster;
  selection.cluster = cluster_of(config, selection.cluster_name, flags);
  selection.user_name = selection.context.user;
  selection.user = user_of(config, selection.user_name, flags);

  Problems problems;
  if (!name.empty() && !config.contexts.contains(name)) {
    problems.push_back({"context was not found for specified context: " + name,
                        "kubectl config get-contexts lists the contexts that there are", "Error in configuration: "});
  }
  judge(selection.user_name, selection.user, problems);
  judge(selection.cluster_name, selection.cluster, problems);
  if (problems.empty() && !flags.user.empty() && !config.users.contains(flags.user)) {
    problems.push_back(
        {"auth info \"" + flags.user + "\" does not exist", "kubectl config get-users lists the users that there are"});
  }
  fail_for(problems);
  return selection;
}

}  // namespace l7::kube
