#include "session.h"

#include <algorithm>
#include <iostream>

#include "cli/printable.h"
#include "cli/redact_text.h"
#include "cloud/cloud.h"
#include "interrupt.h"

namespace l7::plugin {
namespace {

/// Whether a cloud needs what the API server warns of.
bool is_expected(const std::string& warning) {
  return std::any_of(clouds().begin(), clouds().end(),
                     [&](const Cloud* cloud) { return cloud->expects_warning(warning); });
}

void print_warning(const std::string& text) {
  if (!is_expected(text)) std::cerr << "Warning: " << cli::printable(cli::without_keys_and_logins(text)) << '\n';
}

}  // namespace

kube::Client::LogSink Session::log() const {
  return [verbosity = request_.verbosity](int level, const std::string& line) {
    if (level <= verbosity) std::cerr << cli::printable(cli::without_credentials(line)) << '\n';
  };
}

Target Session::target() { return {name_space(), request_.target.release}; }

kube::Client& Session::client() {
  if (!client_) {
    client_ = std::make_unique<kube::Client>(kube::resolve(request_.connection), print_warning, log(), interrupted);
  }
  return *client_;
}

}  // namespace l7::plugin
