#include <chrono>
#include <iostream>
#include <optional>
#include <string>

#include "cert.h"
#include "certificate_view.h"
#include "cli/json.h"
#include "cloud/cloud.h"
#include "kube/file.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "model/error.h"
#include "output.h"
#include "probe/handshake.h"
#include "session.h"
#include "tls/cleansed.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "cert inspect", "[NAME]",
    "Says what a certificate holds, what is wrong with it, and what GKE, ACM, gRPC and Go make of it: the one of the\n"
    "balancer's Secret, of a file (--file), or of a server that shows it (--endpoint). Keys are never shown.\n"};

constexpr std::chrono::seconds patience{10};

struct Settings {
  std::string file;
  std::string key_file;
  std::string endpoint;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  static constexpr std::string_view group = "Certificate";
  return {{"file", "FILE", group, "a certificate in PEM form, with its chain if there is one", &settings.file},
          {"key-file", "FILE", group, "whether this key is its key; for --file", &settings.key_file},
          {"endpoint", "HOST[:PORT]", group, "what a server shows who asks for --host, or else for HOST; port 443",
           &settings.endpoint},
          output_flag(settings.output)};
}

CertificateView of_file(const Settings& settings) {
  const tls::Cleansed key(settings.key_file.empty() ? "" : kube::read_file(settings.key_file));
  return {settings.file, tls::inspect(kube::read_file(settings.file), key.view()), {}};
}

/// `[2001:db8::7]:443`, `milvus.example.com:443`, or either without the port.
std::pair<std::string, int> host_and_port(const std::string& text) {
  static constexpr int https = 443;
  const std::size_t bracket = text.front() == '[' ? text.find(']') : 0;
  const std::size_t colon = bracket == std::string::npos ? bracket : text.find(':', bracket);
  // Two colons make an IPv6 address.
  const bool has_port = colon != std::string::npos && (bracket > 0 || text.find(':', colon + 1) == std::string::npos);
  std::string host = text.substr(0, has_port ? colon : std::string::npos);
  if (bracket > 0) host = text.substr(1, bracket - 1);
  int port = https;
  if (has_port) {
    const std::string digits = text.substr(colon + 1);
    const bool number = !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == digits.npos;
    port = number ? std::stoi(digits) : 0;
  }
  if (host.empty() || port < 1 || port > 65535) {
    throw UsageError("'" + text + "' is no host with a port", "--endpoint", "write it as milvus.example.com:443");
  }
  return {host, port};
}

CertificateView of_endpoint(const Settings& settings, const Options& options) {
  const auto [host, port] = host_and_port(settings.endpoint);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const probe::Socket socket = probe::connect(probe::resolve(host, port).front(), deadline);
  const std::string name = options.hosts.empty() ? host : options.hosts.front();
  const probe::Handshake shown = probe::shake_hands(socket, {name, ""}, deadline);
  return {settings.endpoint, tls::inspect(shown.chain),
          ServerView{name, shown.protocol, shown.application, shown.distrust}};
}

CertificateView of_secret(Session& session) {
  const Options& options = session.options();
  const std::string& name_space = session.name_space();
  std::string name = options.tls_secret;
  if (name.empty()) {
    const live::Snapshot snapshot = live::observe(session.client(), name_space, options, live::Depth::plan);
    const milvus::Observed observed =
        live::milvus_in(snapshot, name_space, options, ", a Secret with --tls-secret, or a --file");
    name = tls_secret_name(observed.milvus, options);
  }
  const ObjectRef ref = {"v1", "Secret", name_space, name};
  const auto pair = live::read_tls_secret(session.client(), ref);
  if (!pair) throw Error("there is no such Secret", to_string(ref), "name another one with --tls-secret");
  return {to_string(ref), tls::inspect(pair->certificate, pair->key.view()), {}};
}

CertificateView looked_at(Session& session, const Settings& settings) {
  if (!settings.file.empty() && !settings.endpoint.empty()) {
    throw UsageError("--file and --endpoint name two certificates", "", "give one of them");
  }
  if (!settings.key_file.empty() && settings.file.empty()) {
    throw UsageError("--key-file needs --file", "--key-file", "name the certificate with --file");
  }
  if (!settings.file.empty()) return of_file(settings);
  if (!settings.endpoint.empty()) return of_endpoint(settings, session.options());
  return of_secret(session);
}

}  // namespace

int cert_inspect(Arguments arguments) {
  Settings settings;
  Session session(usage, own_flags(settings), arguments);
  if (session.help_asked()) return 0;
  const cli::Format format = cli::format_of(settings.output);
  const CertificateView view = looked_at(session, settings);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  switch (format) {
    case cli::Format::json: std::cout << cli::pretty_json(to_value(view, now)); break;
    case cli::Format::yaml: std::cout << yaml::emit(to_value(view, now)); break;
    default: print_certificate(std::cout, view, now, session.style(1));
  }
  return 0;
}

}  // namespace l7::plugin
