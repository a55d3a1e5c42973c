#include "kube/exec_plugin.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "kube/fields.h"
#include "kube/json.h"
#include "kube/pem.h"
#include "kube/timestamp.h"
#include "model/error.h"
#include "platform/descriptor.h"
#include "platform/process.h"
#include "platform/terminal.h"
#include "yaml/read.h"

namespace l7::kube {
namespace {

constexpr std::string_view group = "client.authentication.k8s.io/";
constexpr std::array<std::string_view, 2> versions = {"client.authentication.k8s.io/v1",
                                                      "client.authentication.k8s.io/v1beta1"};

bool is_known(std::string_view version) {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

/// kubectl's frame around everything that goes wrong on the way to a credential.
Error failure(const std::string& what, const std::string& place, const std::string& fix) {
  Error error("Unable to connect to the server: getting credentials: " + what, place, fix);
  error.heading = "";
  return error;
}

/// Whether the plugin may talk to the user.
bool is_interactive(const ExecPlugin& plugin) {
  if (plugin.interactive_mode == "Never") return false;
  if (platform::is_terminal(platform::standard_input)) return true;
  if (plugin.interactive_mode != "Always") return false;
  throw failure("exec plugin cannot support interactive mode: standard input is not a terminal", plugin.command,
                "run the command on a terminal, or set interactiveMode: IfAvailable if the plugin can do without one");
}

std::string request(const ExecPlugin& plugin, bool interactive) {
  Value spec = Value::map();
  if (!plugin.cluster.is_null()) spec.set("cluster", plugin.cluster);
  spec.set("interactive", interactive);
  Value credential = Value::map({{"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}});
  credential.set("spec", std::move(spec));
  return to_json(credential);
}

/// A hint that does nothing to a terminal: control characters are spelled out as kubectl does, `U+001B`.
std::string printable(std::string_view hint) {
  std::string text;
  for (std::size_t i = 0; i < hint.size(); ++i) {
    const auto byte = static_cast<unsigned char>(hint[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < hint.size() && static_cast<unsigned char>(hint[i + 1]) < 0xa0;
    const bool is_space = byte >= '\t' && byte <= '\r';
    if (!is_c1 && !(byte < 0x20 && !is_space) && byte != 0x7f) {
      text += hint[i];
      continue;
    }
    std::array<char, 8> name;
    std::snprintf(name.data(), name.size(), "U+%04X", is_c1 ? static_cast<unsigned char>(hint[++i]) : byte);
    text += name.data();
  }
  return text;
}

Error not_found(const ExecPlugin& plugin) {
  std::string what = "exec: executable " + plugin.command +
                     " not found\n\nIt looks like you are trying to use a client-go credential plugin that is not "
                     "installed.\n\nTo learn more about this feature, consult the documentation available at:\n      "
                     "https://kubernetes.io/docs/reference/access-authn-authz/authentication/"
                     "#client-go-credential-plugins";
  if (!plugin.install_hint.empty()) what += "\n\n" + printable(plugin.install_hint);
  return failure(what, plugin.command, "install the plugin, or put its folder into PATH");
}

std::string output_of(const ExecPlugin& plugin) {
  const bool interactive = is_interactive(plugin);
  platform::Command command;
  command.program = platform::find_program(plugin.command);
  if (command.program.empty()) throw not_found(plugin);
  command.arguments = plugin.args;
  command.environment = plugin.env;
  command.environment.emplace_back("KUBERNETES_EXEC_INFO", request(plugin, interactive));
  command.interactive = interactive;
  try {
    platform::Outcome outcome = platform::run(command);
    if (outcome.exit_code == 0) return std::move(outcome.output);
    throw failure("exec: executable " + plugin.command + " failed with exit code " + std::to_string(outcome.exit_code),
                  plugin.command, "see what the plugin itself says; you may have to log in again");
  } catch (const std::system_error& error) {
    throw failure("exec: " + plugin.command + ": " + error.code().message(), plugin.command,
                  "see whether the plugin is a program for this machine");
  }
}

Error undecodable(const std::string& what) {
  return failure("decoding stdout: " + what, "the credential plugin",
                 "run the plugin by hand; it must print one ExecCredential");
}

void check_type(const Fields& answer, const std::string& api_version) {
  const std::string version = answer.text("apiVersion");
  const std::string kind = answer.text("kind");
  if ((!kind.empty() && kind != "ExecCredential") || (!version.empty() && !is_known(version))) {
    throw undecodable("no kind \"" + (kind.empty() ? "ExecCredential" : kind) + "\" is registered for version \"" +
                      version + '"');
  }
  if (version == api_version) return;
  throw failure("exec plugin is configured to use API version " + api_version + ", plugin returned version " +
                    (version.empty() ? std::string(group) + "__internal" : version),
                "the credential plugin", "set the exec's apiVersion to the one that the plugin speaks");
}

PluginCredential credential_in(const Fields& status) {
  PluginCredential credential{status.text("token"), status.text("clientCertificateData"), status.text("clientKeyData"),
                              std::nullopt};
  if (status.find("expirationTimestamp") != nullptr) {
    credential.expires = parse_timestamp(status.text("expirationTimestamp"));
    if (!credential.expires) throw undecodable("expirationTimestamp is no RFC 3339 time");
  }
  return credential;
}

void check(const PluginCredential& credential) {
  constexpr auto place = "the credential plugin";
  constexpr auto fix = "run the plugin by hand; its status must hold a token, or a certificate and its key";
  if (credential.token.empty() && credential.certificate.empty() && credential.key.empty()) {
    throw failure("exec plugin didn't return a token or cert/key pair", place, fix);
  }
  if (credential.certificate.empty() != credential.key.empty()) {
    throw failure("exec plugin returned only certificate or key, not both", place, fix);
  }
  if (credential.certificate.empty()) return;
  try {
    check_key_pair(credential.certificate, credential.key);
  } catch (const Error& error) {
    throw failure(std::string("failed parsing client key/certificate: ") + error.what(), place, error.fix);
  }
}

}  // namespace

void check_version(const ExecPlugin& plugin) {
  if (is_known(plugin.api_version)) return;
  throw Error("exec plugin: invalid apiVersion \"" + plugin.api_version + '"', plugin.command,
              "upgrade the plugin and set the exec's apiVersion to client.authentication.k8s.io/v1");
}

PluginCredential parse_answer(std::string_view answer, const std::string& api_version) {
  Value value;
  try {
    // Only what does not begin like JSON may be YAML (apimachinery's recognizer).
    const std::size_t begin = answer.find_first_not_of(" \t\r\n");
    const bool is_json = begin != std::string_view::npos && answer[begin] == '{';
    value = is_json ? parse_json(answer) : yaml::read(answer);
  } catch (const Error&) {
    throw undecodable("it is neither JSON nor YAML");
  }
  if (!value.is_map()) throw undecodable("couldn't get version/kind; it is no object");
  PluginCredential credential;
  bool has_status = false;
  try {
    const Fields fields(&value, "");
    check_type(fields, api_version);
    const Fields status = fields.map("status");
    has_status = status.value() != nullptr;
    credential = credential_in(status);
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with("Unable")) throw;
    throw undecodable(error.what());
  }
  if (!has_status) {
    throw failure("exec plugin didn't return a status field", "the credential plugin",
                  "run the plugin by hand; its answer must have a status");
  }
  check(credential);
  return credential;
}

PluginCredential ask(const ExecPlugin& plugin) { return parse_answer(output_of(plugin), plugin.api_version); }

}  // namespace l7::kube
