#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/connection.h"

namespace l7::kube {

/// Which credential plugins the user lets run: kuberc's credentialPluginPolicy and credentialPluginAllowlist.
struct PluginPolicy {
  std::string type;  ///< "", AllowAll, DenyAll or Allowlist
  std::optional<std::vector<std::string>> allowlist;
};

/// The policy of --kuberc, else of KUBERC, else of ~/.kube/kuberc; `off` for the flag or the variable means none, as
/// does KUBECTL_KUBERC=false. Throws Error when the file is there and cannot be read, is no kuberc, or contradicts
/// itself: unlike kubectl, which runs every plugin then, because a policy that is misspelt is still meant.
PluginPolicy load_plugin_policy(const std::string& file_of_flag);

/// The policy of a kuberc's text: of its first document that is a Preference.
PluginPolicy parse_plugin_policy(std::string_view text, const std::string& file);

/// Throws Error unless the policy lets the plugin run. With an allowlist the command becomes the very path that was
/// allowed.
void enforce(const PluginPolicy& policy, ExecPlugin& plugin);

}  // namespace l7::kube
