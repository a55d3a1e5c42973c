#include "tls/faults.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/dates.h"
#include "model/text.h"
#include "model/validity.h"

namespace l7::tls {

const FindingKind wrong_host = {"certificate-wrong-host",
                                Area::certificate,
                                Severity::error,
                                "no certificate covers a host of the balancer",
                                "Clients compare the name they connect to with the certificate's names and stop.",
                                "make one with this name: kubectl milvus-l7 cert create --renew --host HOST"};

const FindingKind unreadable = {"certificate-unreadable",
                                Area::certificate,
                                Severity::error,
                                "the certificate or its key cannot be read",
                                "The balancer cannot read it either and serves no HTTPS with it.",
                                "put a PEM certificate in tls.crt and its unencrypted PEM key in tls.key"};

namespace {

const FindingKind key_mismatch = {"certificate-key-mismatch",
                                  Area::certificate,
                                  Severity::error,
                                  "the key is not the certificate's",
                                  "The balancer refuses the pair, and keeps the old one or none.",
                                  "put the certificate and the key it was made with into the Secret"};

const FindingKind expired = {
    "certificate-expired",         Area::certificate,          Severity::error,
    "the certificate has expired", "Every client refuses it.", "renew it: kubectl milvus-l7 cert create --renew"};

const FindingKind not_yet_valid = {"certificate-not-yet-valid",
                                   Area::certificate,
                                   Severity::error,
                                   "the certificate is not valid yet",
                                   "Every client refuses it until then.",
                                   "check the clock of the machine that made it, or make it anew"};

const FindingKind expires_soon = {"certificate-expires-soon",
                                  Area::certificate,
                                  Severity::warning,
                                  "the certificate expires soon",
                                  "From then on every client refuses it.",
                                  "renew it now: kubectl milvus-l7 cert create --renew"};

const FindingKind old_version = {
    "certificate-version-1",
    Area::certificate,
    Severity::warning,
    "the certificate is X.509 version 1",
    "It can hold no names and no limits to its use. Some clouds do not take it, nor do newer clients; the command "
    "openssl x509 -req of the published guides makes such ones.",
    "make one of version 3: kubectl milvus-l7 cert create --renew"};

const FindingKind no_names = {"certificate-no-names",
                              Area::certificate,
                              Severity::warning,
                              "the certificate has no alternative names",
                              "Clients in Go refuse it (certificate relies on legacy Common Name field), as others do "
                              "that look at names. gRPC for Python and C++ still takes the common name.",
                              "make one with names: kubectl milvus-l7 cert create --renew --host HOST"};

const FindingKind long_lived = {
    "certificate-long-lived",
    Area::certificate,
    Severity::note,
    "the certificate is valid for a long time",
    "Browsers and Apple's systems take no server certificate of more than 398 days, and whoever gets hold of its key "
    "has it for as long.",
    "make it for 397 days, and renew it"};

const FindingKind weak_key = {"certificate-weak-key",
                              Area::certificate,
                              Severity::warning,
                              "the certificate's key is too small",
                              "Clients with OpenSSL's usual security level refuse RSA keys of less than 2048 bits.",
                              "make a P-256 key, or an RSA key of 2048 bits"};

constexpr std::chrono::hours day{24};
constexpr auto longest = 398 * day;
constexpr int least_rsa_bits = 2048;

}  // namespace

bool covers(const CertificateFacts& facts, std::string_view host) {
  const std::string wanted = lower(host);
  const std::size_t dot = wanted.find('.');
  return std::any_of(facts.names.begin(), facts.names.end(), [&](const std::string& text) {
    const std::string name = lower(text);
    if (!name.starts_with("*.")) return name == wanted;
    return dot != std::string::npos && dot > 0 && wanted.substr(dot) == name.substr(1);
  });
}

std::vector<Finding> faults_of(const CertificateFacts& facts, const std::string& where, std::chrono::sys_seconds now) {
  std::vector<Finding> faults;
  const std::string issuer = foreign_issuer(facts);
  const auto add = [&](const FindingKind& kind, std::string seen, std::string_view wanted_of_issuer = {}) {
    faults.push_back({&kind, where, std::move(seen)});
    if (!issuer.empty() && !wanted_of_issuer.empty()) {
      faults.back().own_fix = "have " + issuer + ", which issued it, " + std::string(wanted_of_issuer);
    }
  };
  const std::string& name = facts.subject.empty() ? facts.fingerprint : facts.subject;
  if (facts.key_matches == std::optional(false)) add(key_mismatch, name);
  const Validity validity = {facts.not_before, facts.not_after, now};
  switch (validity.state()) {
    case Validity::State::good: break;
    case Validity::State::ends_soon: add(expires_soon, validity.text(), "renew it"); break;
    case Validity::State::over: add(expired, validity.text(), "renew it"); break;
    case Validity::State::not_begun: add(not_yet_valid, validity.text()); break;
  }
  if (facts.version < 3) add(old_version, name, "make one of version 3");
  if (facts.names.empty()) add(no_names, name, "make one with names");
  if (facts.not_after - facts.not_before > longest) {
    add(long_lived, days_text(facts.not_after - facts.not_before) + ", until " + date_text(facts.not_after));
  }
  if (facts.key_type == "RSA" && facts.key_bits < least_rsa_bits) {
    add(weak_key, "RSA of " + std::to_string(facts.key_bits) + " bits");
  }
  return faults;
}

std::span<const FindingKind* const> finding_kinds() {
  static constexpr std::array all = {&wrong_host,   &unreadable,  &key_mismatch, &expired,    &not_yet_valid,
                                     &expires_soon, &old_version, &no_names,     &long_lived, &weak_key};
  return all;
}

}  // namespace l7::tls
