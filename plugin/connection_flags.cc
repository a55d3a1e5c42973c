#include "connection_flags.h"

namespace l7::plugin {

kube::ConnectionFlags ConnectionOptions::given() const {
  kube::ConnectionFlags all = flags;
  if (insecure_skip_tls_verify) all.insecure_skip_tls_verify = true;
  if (disable_compression) all.disable_compression = true;
  return all;
}

std::vector<cli::Flag> connection_flags(ConnectionOptions& options) {
  constexpr std::string_view group = "Connection, as for kubectl";
  using cli::Source;
  kube::ConnectionFlags& flags = options.flags;
  return {
      {"namespace", "NAME", group, "the namespace", &flags.name_space, nullptr, 'n', Source::namespaces},
      {"context", "NAME", group, "the kubeconfig's context", &flags.context, nullptr, 0, Source::contexts},
      {"kubeconfig", "FILE", group, "the kubeconfig", &flags.kubeconfig},
      {"cluster", "NAME", group, "the kubeconfig's cluster", &flags.cluster, nullptr, 0, Source::clusters},
      {"user", "NAME", group, "the kubeconfig's user", &flags.user, nullptr, 0, Source::users},
      {"server", "URL", group, "the API server", &flags.server, nullptr, 's'},
      {"token", "TOKEN", group, "the bearer token", &flags.token},
      {"username", "NAME", group, "the user's name, for basic authentication", &flags.username},
      {"password", "PASSWORD", group, "the password, for basic authentication", &flags.password},
      {"as", "NAME", group, "the user to impersonate", &flags.as},
      {"as-uid", "UID", group, "the UID to impersonate", &flags.as_uid},
      {"as-group", "NAME", group, "a group to impersonate; repeatable", cli::Verbatim{&flags.as_groups}},
      {"as-user-extra", "KEY=VALUE", group, "an extra to impersonate; repeatable", cli::Verbatim{&flags.as_user_extra}},
      {"certificate-authority", "FILE", group, "the API server's authorities", &flags.certificate_authority},
      {"client-certificate", "FILE", group, "the client's certificate", &flags.client_certificate},
      {"client-key", "FILE", group, "the client's key", &flags.client_key},
      {"insecure-skip-tls-verify", "", group, "trust any API server", &options.insecure_skip_tls_verify},
      {"tls-server-name", "NAME", group, "the name in the API server's certificate", &flags.tls_server_name},
      {"disable-compression", "", group, "do not ask for compressed answers", &options.disable_compression},
      {"request-timeout", "TIME", group, "the longest a request may take, such as 30s; 0 for no limit",
       &flags.request_timeout},
      {"kuberc", "FILE", group, "the kuberc whose policy on credential plugins is obeyed", &flags.kuberc},
  };
}

}  // namespace l7::plugin
