#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>

#include "cert.h"
#include "certificate_view.h"
#include "cli/json.h"
#include "cloud/cloud.h"
#include "cloud/names.h"
#include "cloud/options.h"
#include "kube/file.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "model/error.h"
#include "output.h"
#include "probe/handshake.h"
#include "session.h"
#include "tls/cleansed.h"
#include "tls/inspect.h"
#include "yaml/edit.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "cert inspect", "[NAME]",
    "Says what a certificate holds, what is wrong with it, and what each cloud, gRPC and Go make of it: the one of\n"
    "the balancer's Secret, of a file (--file), or of a server that shows it (--endpoint). Keys are never shown.\n"};

constexpr std::chrono::seconds patience{10};

std::vector<cli::Flag> own_flags(CertInspectRequest& request, std::string& output) {
  static constexpr std::string_view group = "Certificate";
  return {{"file", "FILE", group, "a certificate in PEM form, with its chain if there is one", &request.file},
          {"key-file", "FILE", group, "whether this key is its key; for --file", &request.key_file},
          {"endpoint", "HOST[:PORT]", group, "what a server shows who asks for --host, or else for HOST; port 443",
           &request.endpoint},
          output_flag(output)};
}

CertificateView of_file(const CertInspectRequest& request) {
  const tls::Cleansed key(request.key_file.empty() ? "" : kube::read_file(request.key_file));
  return {request.file, tls::inspect(kube::read_file(request.file), key.view()), {}};
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

CertificateView of_endpoint(const CertInspectRequest& request) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const probe::Socket socket = probe::connect(probe::resolve(request.host, request.port).front(), deadline);
  const std::vector<std::string>& hosts = request.cluster.wishes.hosts;
  const std::string name = hosts.empty() ? request.host : hosts.front();
  const std::vector<AnswerHint> hints = answer_hints(nullptr);
  const probe::Handshake shown = probe::shake_hands(socket, {name, "", hints}, deadline);
  return {request.endpoint, tls::inspect(shown.chain),
          ServerView{name, shown.protocol, shown.application, shown.distrust}};
}

CertificateView of_secret(Session& session) {
  const Wishes& wishes = session.wishes();
  const std::string& name_space = session.name_space();
  std::string name = wishes.options[tls_secret];
  if (name.empty()) {
    const live::Snapshot snapshot = live::observe(session.client(), session.target(), wishes, live::Depth::plan);
    const Observed observed =
        live::milvus_in(snapshot, session.target(), wishes, ", a Secret with --tls-secret, or a --file");
    name = tls_secret_name(observed.milvus, wishes);
  }
  const ObjectRef ref = {"v1", "Secret", name_space, name};
  const auto pair = live::read_tls_secret(session.client(), ref);
  if (!pair) throw Error("there is no such Secret", to_string(ref), "name another one with --tls-secret");
  return {to_string(ref), tls::inspect(pair->certificate, pair->key.view()), {}};
}

CertificateView looked_at(Session& session, const CertInspectRequest& request) {
  if (!request.file.empty()) return of_file(request);
  if (!request.endpoint.empty()) return of_endpoint(request);
  return of_secret(session);
}

int run(const CertInspectRequest& request) {
  Session session(request.cluster);
  const CertificateView view = looked_at(session, request);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  switch (request.format) {
    case cli::Format::json: std::cout << cli::pretty_json(to_value(view, now)); break;
    case cli::Format::yaml: std::cout << yaml::emit(to_value(view, now)); break;
    default: print_certificate(std::cout, view, now, session.style(1));
  }
  return 0;
}

}  // namespace

cli::Parsed<CertInspectRequest> parse_cert_inspect(Arguments arguments) {
  CertInspectRequest request;
  std::string output;
  ClusterFlags flags(request.cluster, own_flags(request, output));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  if (!request.file.empty() && !request.endpoint.empty()) {
    throw UsageError("--file and --endpoint name two certificates", "", "give one of them");
  }
  if (!request.key_file.empty() && request.file.empty()) {
    throw UsageError("--key-file needs --file", "--key-file", "name the certificate with --file");
  }
  if (!request.endpoint.empty()) std::tie(request.host, request.port) = host_and_port(request.endpoint);
  return request;
}

int cert_inspect(Arguments arguments) { return answer(usage, parse_cert_inspect(arguments), run); }

}  // namespace l7::plugin
