#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cert.h"
#include "certificate_files.h"
#include "cloud/cloud.h"
#include "live/observe.h"
#include "live/tls_secret.h"
#include "live_flags.h"
#include "milvus/clients.h"
#include "model/error.h"
#include "output.h"
#include "reporter.h"
#include "session.h"
#include "tls/inspect.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "cert create", "[NAME]",
    "Makes a key and a certificate for a TLS server (X.509 version 3) and puts them into a Secret of type\n"
    "kubernetes.io/tls, or into files. It covers --host and --ip and, where NAME is found, its names inside the "
    "cluster.\n"
    "It signs itself: clients trust it when they are given it; or an authority of your own does (--with-ca).\n"};

struct Settings {
  std::vector<std::string> addresses;
  std::string key = "p256";
  std::optional<int> days;
  bool with_ca = false;
  bool renew = false;
  std::string folder;
  std::string dry_run;

  bool is_dry_run() const { return !dry_run.empty() && dry_run != "none"; }
};

constexpr std::array<std::string_view, 4> key_kinds = {"p256", "rsa-2048", "rsa-3072", "rsa-4096"};

constexpr cli::Rule key_rule = {
    [](std::string_view text) { return std::find(key_kinds.begin(), key_kinds.end(), text) != key_kinds.end(); },
    "a kind of key", "say p256, rsa-2048, rsa-3072 or rsa-4096"};

std::vector<cli::Candidate> known_keys() { return cli::candidates(key_kinds); }

std::vector<cli::Flag> own_flags(Settings& settings) {
  static constexpr std::string_view group = "Certificate";
  return {
      {"ip", "ADDRESS", group, "an IP address that clients connect to, beside the names of --host; repeatable",
       &settings.addresses},
      {"key", "KIND", group, "p256 (if left out), rsa-2048, rsa-3072 or rsa-4096", &settings.key, &key_rule, 0,
       known_keys},
      {"days", "N", group, "how long it is valid; 397 if left out, the most that browsers take", &settings.days},
      {"with-ca", "", group, "sign with an authority of your own, made once and kept in Secret NAME-ca",
       &settings.with_ca},
      {"renew", "", group, "put a new key and certificate into the Secret or files that are there", &settings.renew},
      {"dir", "DIR", group, "write tls.crt and tls.key there (and ca.crt, ca.key) instead of a Secret",
       &settings.folder},
      dry_run_flag(settings.dry_run)};
}

tls::CertificateRequest request_of(const Settings& settings, std::vector<std::string> names) {
  tls::CertificateRequest request;
  request.names = std::move(names);
  if (settings.days) request.days = *settings.days;
  if (settings.key != "p256") {
    request.key = tls::KeyType::rsa;
    request.rsa_bits = std::stoi(settings.key.substr(std::string_view("rsa-").size()));
  }
  return request;
}

/// The names and addresses that were said.
std::vector<std::string> said_names(const Settings& settings, const Options& options) {
  std::vector<std::string> names = options.hosts;
  names.insert(names.end(), settings.addresses.begin(), settings.addresses.end());
  return names;
}

void write_files(const Settings& settings, std::vector<std::string> names) {
  const CertificateFiles files(settings.folder, "tls"), authority_files(settings.folder, "ca");
  if (files.there() != settings.renew) {
    throw Error(settings.renew ? "there is no certificate to renew" : "there is a certificate already",
                files.certificate(),
                settings.renew ? "leave --renew out to make it" : "--renew replaces it, --dir names another folder");
  }
  if (names.empty() && settings.renew) names = tls::inspect(files.read().certificate).names;
  const tls::CertificateRequest request = request_of(settings, std::move(names));
  const bool has_authority = authority_files.there();
  std::optional<tls::KeyPair> authority;
  if (has_authority) {
    authority = authority_files.read();
  } else if (settings.with_ca) {
    authority = tls::make_authority("CA of " + (request.names.empty() ? "Milvus" : request.names.front()));
  }
  const tls::KeyPair pair = authority ? tls::make_certificate(request, *authority) : tls::make_certificate(request);
  if (settings.is_dry_run()) return;
  if (authority && !has_authority) authority_files.write(*authority);
  files.write(pair);
}

/// The Secret's name and the names that its certificate covers, by what is said and by the Milvus that it is for.
live::TlsSecretRequest secret_request(Session& session, const Settings& settings) {
  const Options& options = session.options();
  live::TlsSecretRequest request;
  request.renew = settings.renew;
  request.with_authority = settings.with_ca;
  request.only_say = settings.dry_run == "client";
  if (settings.dry_run == "server") request.dry_run = kube::DryRun::server;
  request.secret = {"v1", "Secret", session.name_space(), options.tls_secret};
  std::vector<std::string> names = said_names(settings, options);
  const bool complete = !options.tls_secret.empty() && (settings.renew || !names.empty());
  if (!complete || !options.release.empty()) {
    const auto snapshot = live::observe(session.client(), session.name_space(), options, live::Depth::plan);
    const milvus::Observed observed =
        live::milvus_in(snapshot, session.name_space(), options, ", or say --tls-secret and --host");
    if (request.secret.name.empty()) request.secret.name = tls_secret_name(observed.milvus, options);
    // A renewal keeps all names unless some are said.
    if (!settings.renew || !names.empty()) {
      const std::vector<std::string> inside = milvus::names_in_cluster(observed.milvus);
      names.insert(names.end(), inside.begin(), inside.end());
    }
  }
  request.certificate = request_of(settings, std::move(names));
  return request;
}

}  // namespace

int cert_create(Arguments arguments) {
  Settings settings;
  Session session(usage, own_flags(settings), arguments);
  if (session.help_asked()) return 0;
  if (!settings.folder.empty()) {
    write_files(settings, said_names(settings, session.options()));
    return 0;
  }
  Reporter reporter(session.style(2));
  reporter.print_objects(cli::Format::table, settings.is_dry_run());
  live::write_tls_secret(session.client(), secret_request(session, settings), reporter);
  return 0;
}

}  // namespace l7::plugin
