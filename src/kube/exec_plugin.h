#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "kube/connection.h"

namespace l7::kube {

/// What a credential plugin gave: a token, a certificate with its key (PEM), or both.
struct PluginCredential {
  std::string token;
  std::string certificate;
  std::string key;
  /// Nothing for as long as the program runs.
  std::optional<std::chrono::sys_seconds> expires;
};

/// Whether the plugin's apiVersion is one that we speak. Throws Error in kubectl's words when it is none.
void check_version(const ExecPlugin& plugin);

/// Runs a credential plugin (client-go plugin/pkg/client/auth/exec). What it writes to stderr is shown as it is. Throws
/// Error when it cannot be run, fails, or answers nonsense; what it answered is never shown.
PluginCredential ask(const ExecPlugin& plugin);

/// The answer of a plugin: ExecCredential as JSON or YAML, of that apiVersion.
PluginCredential parse_answer(std::string_view answer, const std::string& api_version);

}  // namespace l7::kube
