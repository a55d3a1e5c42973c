#include "kube/validation.h"

#include <algorithm>

#include "kube/file.h"
#include "kube/url.h"
#include "model/text.h"

namespace l7::kube {
namespace {

constexpr auto keep_one = "keep one of the two";

void judge_file(const std::string& what, const std::string& file, const std::string& name, Problems& problems) {
  if (file.empty()) return;
  try {
    read_file(file);
  } catch (const FileError& error) {
    problems.push_back({"unable to read " + what + ' ' + file + " for " + name + " due to " + error.what(),
                        "correct the path; a relative one begins at the kubeconfig's folder"});
  }
}

void judge_certificate(const std::string& name, const User& user, Problems& problems) {
  if (user.client_certificate.empty() && user.client_certificate_data.empty()) return;
  if (!user.client_certificate.empty() && !user.client_certificate_data.empty()) {
    problems.push_back(
        {"client-cert-data and client-cert are both specified for " + name + ". client-cert-data will override.",
         keep_one});
  }
  if (!user.client_key.empty() && !user.client_key_data.empty()) {
    problems.push_back(
        {"client-key-data and client-key are both specified for " + name + "; client-key-data will override",
         keep_one});
  }
  if (user.client_key.empty() && user.client_key_data.empty()) {
    problems.push_back({"client-key-data or client-key must be specified for " + name +
                            " to use the clientCert authentication method.",
                        "give the certificate's key, too"});
  }
  judge_file("client-cert", user.client_certificate, name, problems);
  judge_file("client-key", user.client_key, name, problems);
}

void judge_plugin(const std::string& name, const User& user, Problems& problems) {
  if (!user.exec) return;
  const ExecPlugin& plugin = *user.exec;
  const auto missing = [&](const std::string& what) {
    problems.push_back({what + " must be specified for " + name + " to use exec authentication plugin",
                        "complete the user's exec in the kubeconfig"});
  };
  if (user.auth_provider) {
    problems.push_back({"authProvider cannot be provided in combination with an exec plugin for " + name, keep_one});
  }
  if (plugin.command.empty()) missing("command");
  if (plugin.api_version.empty()) missing("apiVersion");
  for (const auto& [variable, unused] : plugin.env) {
    if (variable.empty()) missing("env variable name");
  }
  const std::string& mode = plugin.interactive_mode;
  if (mode.empty()) {
    missing("interactiveMode");
  } else if (mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    problems.push_back({"invalid interactiveMode for " + name + ": \"" + mode + '"',
                        "interactiveMode is Never, IfAvailable or Always"});
  }
}

/// What is wrong with a proxy's URL; empty when nothing is.
std::string fault_of(const std::string& proxy) {
  const std::optional<Url> url = parse_url(proxy);
  if (!url) return "could not parse: " + without_user(proxy);
  if (url->scheme == "http" || url->scheme == "https" || url->scheme == "socks5") return "";
  return "unsupported scheme \"" + url->scheme + "\", must be http, https, or socks5";
}

}  // namespace

void judge(const std::string& name, const User& user, Problems& problems) {
  judge_certificate(name, user, problems);
  judge_plugin(name, user, problems);
  if (!user.token.empty() && (!user.username.empty() || !user.password.empty())) {
    problems.push_back(
        {"more than one authentication method found for " + name + "; found [token basicAuth], only one is allowed",
         keep_one});
  }
  if (user.as.empty() && !(user.as_uid.empty() && user.as_groups.empty() && user.as_user_extra.empty())) {
    problems.push_back({"requesting uid, groups or user-extra for " + name + " without impersonating a user",
                        "say whom to impersonate with --as"});
  }
}

void judge(const std::string& name, const Cluster& cluster, Problems& problems) {
  if (cluster.server.empty()) {
    problems.push_back({"no server found for cluster \"" + name + '"',
                        "kubectl config get-clusters lists the clusters that there are"});
  }
  if (!cluster.proxy_url.empty()) {
    if (const std::string fault = fault_of(cluster.proxy_url); !fault.empty()) {
      problems.push_back(
          {"invalid 'proxy-url' \"" + without_user(cluster.proxy_url) + "\" for cluster \"" + name + "\": " + fault,
           "write the proxy as http://HOST:PORT"});
    }
  }
  if (!cluster.authority.empty() && !cluster.authority_data.empty()) {
    problems.push_back({"certificate-authority-data and certificate-authority are both specified for " + name +
                            ". certificate-authority-data will override.",
                        keep_one});
  }
  judge_file("certificate-authority", cluster.authority, name, problems);
}

void fail_for(const Problems& problems) {
  if (problems.empty()) return;
  std::string what = joined(problems, ", ", &Problem::what);
  if (problems.size() > 1) what = "invalid configuration: [" + what + ']';
  Error error(what, "kubeconfig", problems.front().fix);
  if (problems.size() == 1) error.heading = problems.front().heading;
  throw error;
}

}  // namespace l7::kube
