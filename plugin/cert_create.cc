#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cert.h"
#include "certificate_files.h"
#include "cli/question.h"
#include "cloud/names.h"
#include "cloud/options.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "live_flags.h"
#include "milvus/clients.h"
#include "model/error.h"
#include "output.h"
#include "reporter.h"
#include "session.h"
#include "tls/inspect.h"
#include "tls/renewal.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "cert create", "[NAME]",
    "Makes a key and a certificate for a TLS server (X.509 version 3) and puts them into a Secret of type\n"
    "kubernetes.io/tls, or into files. It covers --host and --ip and, where NAME is found, its names inside the "
    "cluster.\n"
    "It signs itself: clients trust it when they are given it; or an authority of your own does (--with-ca).\n"};

constexpr std::array<std::string_view, 4> key_kinds = {"p256", "rsa-2048", "rsa-3072", "rsa-4096"};

constexpr cli::Rule key_rule = {
    [](std::string_view text) { return std::find(key_kinds.begin(), key_kinds.end(), text) != key_kinds.end(); },
    "a kind of key", "say p256, rsa-2048, rsa-3072 or rsa-4096"};

std::vector<cli::Candidate> known_keys() { return cli::candidates(key_kinds); }

std::vector<cli::Flag> own_flags(CertCreateRequest& request) {
  static constexpr std::string_view group = "Certificate";
  return {{"ip", "ADDRESS", group, "an IP address that clients connect to, beside the names of --host; repeatable",
           &request.addresses},
          {"key", "KIND", group, "p256 (if left out), rsa-2048, rsa-3072 or rsa-4096", &request.key, &key_rule, 0,
           known_keys},
          {"days", "N", group, "how long it is valid; 397 if left out", &request.days},
          {"with-ca", "", group, "sign with an authority of your own, made once and kept in Secret NAME-ca",
           &request.with_ca},
          {"renew", "", group, "put a new key and certificate into the Secret or files that are there", &request.renew},
          {"dir", "DIR", group, "write tls.crt and tls.key there (and ca.crt, ca.key) instead of a Secret",
           &request.folder},
          dry_run_flag(request.dry_run),
          yes_flag(request.yes)};
}

tls::CertificateRequest certificate_of(const CertCreateRequest& request, std::vector<std::string> names) {
  tls::CertificateRequest certificate;
  certificate.names = std::move(names);
  if (request.days) certificate.days = *request.days;
  if (request.key != "p256") {
    certificate.key = tls::KeyType::rsa;
    certificate.rsa_bits = std::stoi(request.key.substr(std::string_view("rsa-").size()));
  }
  return certificate;
}

/// The names and addresses that were said.
std::vector<std::string> said_names(const CertCreateRequest& request) {
  std::vector<std::string> names = request.cluster.wishes.hosts;
  names.insert(names.end(), request.addresses.begin(), request.addresses.end());
  return names;
}

void write_files(const CertCreateRequest& request) {
  std::vector<std::string> names = said_names(request);
  const CertificateFiles files(request.folder, "tls"), authority_files(request.folder, "ca");
  if (files.there() != request.renew) {
    throw Error(request.renew ? "there is no certificate to renew" : "there is a certificate already",
                files.certificate(),
                request.renew ? "leave --renew out to make it" : "--renew replaces it, --dir names another folder");
  }
  const bool has_authority = authority_files.there();
  std::optional<tls::KeyPair> authority;
  if (has_authority) authority = authority_files.read();
  if (request.renew) {
    const std::string there = files.read().certificate;
    tls::require_renewable(there, authority ? authority->certificate : "", request.with_ca, files.certificate());
    if (names.empty()) names = tls::inspect(there).names;
  }
  const tls::CertificateRequest certificate = certificate_of(request, std::move(names));
  if (!has_authority && request.with_ca) {
    const std::string name = certificate.names.empty() ? "Milvus" : certificate.names.front();
    authority = tls::make_authority(std::string(own_authority) + name);
  }
  const tls::KeyPair pair =
      authority ? tls::make_certificate(certificate, *authority) : tls::make_certificate(certificate);
  if (request.is_dry_run()) return;
  if (authority && !has_authority) authority_files.write(*authority);
  files.write(pair);
}

/// The Secret's name and the names that its certificate covers, by what is said and by the Milvus that it is for.
live::TlsSecretRequest secret_of(Session& session, const CertCreateRequest& request) {
  const Wishes& wishes = session.wishes();
  live::TlsSecretRequest secret;
  secret.renew = request.renew;
  secret.with_authority = request.with_ca;
  secret.only_say = request.dry_run == "client";
  if (request.dry_run == "server") secret.dry_run = kube::DryRun::server;
  secret.secret = {"v1", "Secret", session.name_space(), wishes.options[tls_secret]};
  std::vector<std::string> names = said_names(request);
  const bool complete = !wishes.options[tls_secret].empty() && (request.renew || !names.empty());
  if (!complete || !session.target().release.empty()) {
    const auto snapshot = live::observe(session.client(), session.target(), wishes, live::Depth::plan);
    const Observed observed = live::milvus_in(snapshot, session.target(), wishes, ", or say --tls-secret and --host");
    if (secret.secret.name.empty()) secret.secret.name = tls_secret_name(observed.milvus, wishes);
    // A renewal keeps all names unless some are said.
    if (!request.renew || !names.empty()) {
      const std::vector<std::string> inside = milvus::names_in_cluster(observed.milvus);
      names.insert(names.end(), inside.begin(), inside.end());
    }
  }
  secret.certificate = certificate_of(request, std::move(names));
  return secret;
}

/// A renewal overwrites; a new certificate takes the place of nothing.
bool agreed(const CertCreateRequest& request) {
  return !request.renew || request.yes || request.is_dry_run() || cli::agreed("Replace the certificate and its key?");
}

int run(const CertCreateRequest& request) {
  if (!agreed(request)) return 1;
  if (!request.folder.empty()) {
    write_files(request);
    return 0;
  }
  Session session(request.cluster);
  Reporter reporter(session.style(2));
  reporter.print_objects(cli::Format::table, request.is_dry_run());
  live::write_tls_secret(session.client(), secret_of(session, request), reporter);
  return 0;
}

}  // namespace

cli::Parsed<CertCreateRequest> parse_cert_create(Arguments arguments) {
  CertCreateRequest request;
  ClusterFlags flags(request.cluster, own_flags(request));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  return request;
}

int cert_create(Arguments arguments) { return answer(usage, parse_cert_create(arguments), run); }

}  // namespace l7::plugin
