#include "kube/kuberc.h"

#include <algorithm>
#include <filesystem>

#include "kube/fields.h"
#include "kube/file.h"
#include "kube/kubeconfig.h"
#include "platform/environment.h"
#include "platform/process.h"
#include "yaml/read.h"
#include "yaml/text.h"

namespace l7::kube {
namespace {

constexpr std::string_view group = "kubectl.config.k8s.io/";

Error contradiction(const std::string& what, const std::string& file) {
  return {"kuberc: " + what, file,
          "set credentialPluginPolicy to AllowAll, DenyAll, or Allowlist with a credentialPluginAllowlist"};
}

std::string cleaned(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

std::string quoted(const std::string& text) { return '"' + text + '"'; }

void check_allowlist(const PluginPolicy& policy, const std::string& file) {
  if (!policy.allowlist) {
    throw contradiction("credential plugin policy set to \"Allowlist\", but allowlist is unspecified", file);
  }
  if (policy.allowlist->empty()) {
    throw contradiction(
        "credential plugin policy set to \"Allowlist\", but allowlist is empty; use \"DenyAll\" policy instead", file);
  }
  for (std::size_t i = 0; i < policy.allowlist->size(); ++i) {
    const std::string& name = (*policy.allowlist)[i];
    if (name.empty()) {
      throw contradiction("misconfigured credential plugin allowlist: empty allowlist entry #" + std::to_string(i + 1),
                          file);
    }
    if (cleaned(name) != name) {
      throw contradiction("non-normalized file path: " + quoted(name) + " vs " + quoted(cleaned(name)), file);
    }
  }
}

void check(const PluginPolicy& policy, const std::string& file) {
  if (policy.type == "Allowlist") {
    check_allowlist(policy, file);
  } else if (!policy.type.empty() && policy.type != "AllowAll" && policy.type != "DenyAll") {
    throw contradiction("unknown plugin policy: " + quoted(policy.type), file);
  } else if (policy.allowlist) {
    throw contradiction("misconfigured credential plugin allowlist: plugin policy is " + quoted(policy.type) +
                            " but allowlist is non-nil",
                        file);
  }
}

PluginPolicy policy_in(const Fields& preference) {
  PluginPolicy policy{preference.text("credentialPluginPolicy"), std::nullopt};
  if (preference.find("credentialPluginAllowlist") == nullptr) return policy;
  policy.allowlist.emplace();
  for (const Fields& entry : preference.maps("credentialPluginAllowlist")) {
    policy.allowlist->push_back(entry.text("name"));
  }
  return policy;
}

/// The text's first document that is a kuberc of any version.
std::optional<Value> preference_in(std::string_view text, bool& has_content) {
  text = yaml::without_mark(text);
  while (!text.empty()) {
    const std::size_t end = yaml::document_end(text);
    Value document = yaml::read(text.substr(0, end));
    has_content = has_content || !document.is_null();
    const Value* version = document.find("apiVersion");
    const Value* kind = document.find("kind");
    if (version != nullptr && version->text().starts_with(group) && kind != nullptr && kind->text() == "Preference") {
      return document;
    }
    text.remove_prefix(end == 0 ? yaml::next_line(text, 0) : end);
  }
  return std::nullopt;
}

/// The kuberc to read and whether it must be there; an empty name for none.
struct Source {
  std::string file;
  bool is_explicit = false;
};

Source source(const std::string& file_of_flag) {
  const std::string variable = platform::environment_variable("KUBERC");
  if (variable == "off" && !file_of_flag.empty() && file_of_flag != "off") {
    throw Error("disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive", "--kuberc",
                "unset KUBERC, or leave out --kuberc");
  }
  if (file_of_flag == "off" || variable == "off" || platform::environment_variable("KUBECTL_KUBERC") == "false")
    return {};
  if (!file_of_flag.empty()) return {file_of_flag, true};
  if (!variable.empty()) return {variable, true};
  return {file_in_home("kuberc"), false};
}

std::string resolved(const std::string& command) {
  std::string path = platform::find_program(command);
  if (!path.empty()) return path;
  throw Error("Unable to connect to the server: getting credentials: plugin path " + quoted(command) +
                  " cannot be resolved for credential plugin allowlist check",
              command, "install the plugin, or put its folder into PATH");
}

bool is_allowed(const std::string& entry, const std::string& path) {
  if (entry == path) return true;
  const bool same_name = std::filesystem::path(entry).filename() == std::filesystem::path(path).filename();
  return same_name && platform::find_program(entry) == path;
}

}  // namespace

PluginPolicy parse_plugin_policy(std::string_view text, const std::string& file) {
  try {
    bool has_content = false;
    const std::optional<Value> preference = preference_in(text, has_content);
    if (!preference && !has_content) return {};
    if (!preference) {
      throw Error("no valid preferences found in " + file, "",
                  "a kuberc has apiVersion: kubectl.config.k8s.io/v1beta1 and kind: Preference");
    }
    PluginPolicy policy = policy_in(Fields(&*preference, ""));
    check(policy, file);
    return policy;
  } catch (const yaml::ReadError& error) {
    throw Error(std::string("kuberc: ") + error.what(), file + ", line " + std::to_string(error.line), error.fix);
  } catch (const Error& error) {
    if (error.where == file) throw;
    throw Error(std::string("kuberc: ") + error.what(), file, error.fix);
  }
}

PluginPolicy load_plugin_policy(const std::string& file_of_flag) {
  const Source from = source(file_of_flag);
  if (from.file.empty()) return {};
  const std::optional<std::string> text =
      from.is_explicit ? std::optional(read_file(from.file)) : read_file_if_there(from.file);
  return text ? parse_plugin_policy(*text, from.file) : PluginPolicy{};
}

void enforce(const PluginPolicy& policy, ExecPlugin& plugin) {
  if (policy.type.empty() || policy.type == "AllowAll") return;
  const std::string command = cleaned(plugin.command);
  constexpr auto fix = "add the plugin to credentialPluginAllowlist in the kuberc if you trust it";
  if (policy.type == "DenyAll") {
    throw Error("Unable to connect to the server: getting credentials: plugin " + quoted(command) +
                    " not allowed: policy set to \"DenyAll\"",
                "credentialPluginPolicy", fix);
  }
  const std::vector<std::string>& allowed = *policy.allowlist;
  if (std::find(allowed.begin(), allowed.end(), command) != allowed.end()) return;
  const std::string path = resolved(command);
  if (std::none_of(allowed.begin(), allowed.end(), [&](const std::string& entry) { return is_allowed(entry, path); })) {
    throw Error("Unable to connect to the server: getting credentials: plugin path " + quoted(path) +
                    " is not permitted by the credential plugin allowlist",
                "credentialPluginAllowlist", fix);
  }
  plugin.command = path;
}

}  // namespace l7::kube
