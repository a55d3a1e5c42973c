#include "kube/credentials.h"

#include <chrono>
#include <optional>
#include <utility>

#include "kube/base64.h"
#include "kube/exec_plugin.h"
#include "kube/header.h"
#include "kube/token_file.h"
#include "model/error.h"

namespace l7::kube {
namespace {

/// client-go takes a token file for a minute and asks ten seconds before that is over (transport/token_source.go).
constexpr std::chrono::seconds token_file_lifetime(50);

std::string bearer(const std::string& token) {
  if (token.empty()) return "";
  check_header("Authorization", token);
  return "Bearer " + token.substr(0, token.find_last_not_of(" \t") + 1);
}

std::string fixed_authorization(const Connection& connection) {
  if (!connection.token.empty()) return bearer(connection.token);
  if (connection.username.empty()) return "";
  return "Basic " + encode_base64(connection.username + ':' + connection.password);
}

}  // namespace

struct Credentials::State {
  std::string token_file;
  std::optional<ExecPlugin> plugin;
  Credential credential;
  /// When the token file is to be read again.
  std::chrono::steady_clock::time_point stale = {};
  bool has_answer = false;
  std::optional<std::chrono::sys_seconds> expires;
  int generation = 0;

  bool is_fresh() const {
    if (!token_file.empty()) return std::chrono::steady_clock::now() < stale;
    return !plugin || (has_answer && !is_expired());
  }

  bool is_expired() const {
    using namespace std::chrono;
    return expires && floor<seconds>(system_clock::now()) > *expires;
  }

  void refresh() {
    if (!token_file.empty()) {
      read_file();
    } else if (plugin) {
      run_plugin();
    }
  }

  /// A file that is being replaced, or gone, leaves the token as it was.
  void read_file() {
    stale = std::chrono::steady_clock::now() + token_file_lifetime;
    const std::string before = credential.authorization;
    try {
      credential.authorization = bearer(read_token(token_file));
      if (credential.authorization != before) ++generation;
    } catch (const Error&) {
      if (credential.authorization.empty()) throw;
    }
  }

  void run_plugin() {
    PluginCredential answer = ask(*plugin);
    credential = {bearer(answer.token), std::move(answer.certificate), std::move(answer.key)};
    expires = answer.expires;
    has_answer = true;
    ++generation;
  }
};

Credentials::Credentials(const Connection& connection) : state_(std::make_unique<State>()) {
  state_->token_file = connection.token_file;
  state_->plugin = connection.exec;
  state_->credential = {fixed_authorization(connection), connection.client_certificate, connection.client_key};
}

Credentials::~Credentials() = default;

const Credential& Credentials::current() {
  if (!state_->is_fresh()) state_->refresh();
  return state_->credential;
}

int Credentials::generation() const { return state_->generation; }

bool Credentials::renew(int refused) {
  if (state_->generation != refused) return true;
  state_->refresh();
  return state_->generation != refused;
}

}  // namespace l7::kube
