#include "session.h"

#include <iostream>

#include "cli/printable.h"
#include "interrupt.h"

namespace l7::plugin {
namespace {

/// On GKE the annotation is the only thing that counts, so the API server's complaint about it helps nobody.
bool is_expected(const std::string& warning) {
  return warning.find("kubernetes.io/ingress.class") != std::string::npos &&
         warning.find("deprecated") != std::string::npos;
}

void print_warning(const std::string& text) {
  if (!is_expected(text)) std::cerr << "Warning: " << cli::printable(text) << '\n';
}

}  // namespace

kube::Client::LogSink Session::log() const {
  return [verbosity = request_.verbosity](int level, const std::string& line) {
    if (level <= verbosity) std::cerr << cli::printable(line) << '\n';
  };
}

kube::Client& Session::client() {
  if (!client_) {
    client_ = std::make_unique<kube::Client>(kube::resolve(request_.connection), print_warning, log(), interrupted);
  }
  return *client_;
}

}  // namespace l7::plugin
