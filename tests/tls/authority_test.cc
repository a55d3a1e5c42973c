#include <openssl/pem.h>

#include "catch.h"
#include "model/error.h"
#include "tls/certificate.h"
#include "tls/handles.h"
#include "tls/inspect.h"
#include "tls/pem.h"

namespace l7::tls {
namespace {

using std::chrono::hours;
using std::chrono::system_clock;

const system_clock::time_point now{std::chrono::seconds(1'800'000'000)};

/// OpenSSL's verdict of a client that trusts the authority alone.
int verdict(const KeyPair& authority, const KeyPair& server, system_clock::time_point when) {
  const Certificate trusted = std::move(read_certificates(authority.certificate).front());
  const Certificate shown = std::move(read_certificates(server.certificate).front());
  const std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), trusted.get());
  const std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  REQUIRE(X509_STORE_CTX_init(context.get(), store.get(), shown.get(), nullptr) == 1);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(parameters, system_clock::to_time_t(when));
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

}  // namespace

TEST_CASE("who trusts the authority trusts every certificate that it signs") {
  const KeyPair authority = make_authority("CA of n/s", now);
  for (const KeyType type : {KeyType::p256, KeyType::rsa}) {
    const KeyPair server = make_certificate({{"a.example"}, type}, authority, now);
    CHECK(verdict(authority, server, now) == X509_V_OK);
    const CertificateFacts facts = inspect(server.certificate, server.key.view());
    CHECK(facts.chain_length == 2);
    CHECK(facts.key_matches == std::optional(true));
    CHECK(facts.issuer == "CN=CA of n/s");
    CHECK_FALSE(facts.self_signed);
    CHECK(verdict(make_authority("CA of n/s", now), server, now) != X509_V_OK);
  }
}

TEST_CASE("an authority signs for servers only, and is none itself") {
  const KeyPair authority = make_authority("CA", now);
  const Certificate certificate = std::move(read_certificates(authority.certificate).front());
  CHECK(X509_check_ca(certificate.get()) == 1);
  CHECK(X509_get_pathlen(certificate.get()) == 0);
  CHECK(X509_get_key_usage(certificate.get()) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  const KeyPair server = make_certificate({{"a.example"}}, authority, now);
  CHECK_THROWS_AS(make_certificate({{"b.example"}}, server, now), Error);
}

TEST_CASE("no certificate outlives its authority") {
  const KeyPair authority = make_authority("CA", now);
  const auto late = now + hours(24) * 3600;
  const CertificateFacts facts = inspect(make_certificate({{"a.example"}}, authority, late).certificate);
  CHECK(facts.not_after == inspect(authority.certificate).not_after);
  CHECK_THROWS_WITH(make_certificate({{"a.example"}}, authority, now + hours(24) * 3651),
                    "the certificate authority has expired");
}

TEST_CASE("an authority with another's key is refused") {
  KeyPair mixed = make_authority("CA", now);
  mixed.key = std::move(make_authority("CA", now).key);
  CHECK_THROWS_AS(make_certificate({{"a.example"}}, mixed, now), Error);
}

}  // namespace l7::tls
