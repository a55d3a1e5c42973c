#include "tls/inspect.h"

#include <openssl/pem.h>

#include "catch.h"
#include "model/error.h"
#include "tls/certificate.h"
#include "tls/handles.h"

namespace l7::tls {
namespace {

std::string message(const std::string& certificate, std::string_view key = {}) {
  try {
    inspect(certificate, key);
    return "taken";
  } catch (const Error& error) {
    CHECK_FALSE(error.fix.empty());
    return error.what();
  }
}

/// The key under a passphrase.
std::string encrypted(std::string_view pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  REQUIRE(key);
  const Bio out(BIO_new(BIO_s_mem()));
  REQUIRE(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_256_cbc(), "pass", 4, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// A certificate for the key of `subject`, signed with another key.
std::string signed_by_another() {
  const KeyPair subject = make_certificate({{"a.example"}}), issuer = make_certificate({{"b.example"}});
  const Bio in(BIO_new_mem_buf(subject.certificate.data(), static_cast<int>(subject.certificate.size())));
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  const Bio key_in(BIO_new_mem_buf(issuer.key.view().data(), static_cast<int>(issuer.key.view().size())));
  const Key key(PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr));
  REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  const Bio out(BIO_new(BIO_s_mem()));
  REQUIRE(PEM_write_bio_X509(out.get(), certificate.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

TEST_CASE("what a certificate says") {
  const KeyPair pair = make_certificate({{"milvus.example.com", "*.example.com", "10.0.0.7", "2001:db8::7"}});
  const CertificateFacts facts = inspect(pair.certificate, pair.key.view());
  CHECK(facts.subject == "CN=milvus.example.com");
  CHECK(facts.issuer == facts.subject);
  CHECK(facts.names == std::vector<std::string>{"milvus.example.com", "*.example.com", "10.0.0.7", "2001:db8::7"});
  CHECK(facts.version == 3);
  CHECK(facts.key_type == "EC");
  CHECK(facts.key_bits == 256);
  CHECK(facts.self_signed);
  CHECK(facts.chain_length == 1);
  CHECK(facts.key_matches == true);
  CHECK(facts.fingerprint.size() == 95);
  CHECK_FALSE(inspect(pair.certificate).key_matches);
}

TEST_CASE("RSA keys") {
  const KeyPair pair = make_certificate({{"a.example"}, KeyType::rsa, 3072});
  const CertificateFacts facts = inspect(pair.certificate, pair.key.view());
  CHECK(facts.key_type == "RSA");
  CHECK(facts.key_bits == 3072);
  CHECK(facts.key_matches == true);
}

TEST_CASE("a key that is another's, of the same or another type") {
  const KeyPair one = make_certificate({{"a.example"}});
  CHECK(inspect(one.certificate, make_certificate({{"a.example"}}).key.view()).key_matches == false);
  CHECK(inspect(one.certificate, make_certificate({{"a.example"}, KeyType::rsa}).key.view()).key_matches == false);
}

TEST_CASE("a chain, and a signature of somebody else") {
  const std::string other = signed_by_another();
  CHECK_FALSE(inspect(other).self_signed);
  const CertificateFacts facts = inspect("some words\n" + make_certificate({{"a.example"}}).certificate + other);
  CHECK(facts.chain_length == 2);
  CHECK(facts.self_signed);
}

TEST_CASE("what is no certificate or key is refused, without a question and without the key in the message") {
  const KeyPair pair = make_certificate({{"a.example"}});
  CHECK_THAT(message(""), ContainsSubstring("this is no certificate in PEM form"));
  CHECK_THAT(message("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
             ContainsSubstring("this is no certificate in PEM form"));
  CHECK_THAT(message(std::string(pair.key.view())), ContainsSubstring("this is no certificate in PEM form"));
  CHECK_THAT(message(pair.certificate, pair.certificate), ContainsSubstring("this is no private key in PEM form"));
  CHECK(message(pair.certificate, encrypted(pair.key.view())) == "the key is encrypted with a passphrase");
}

TEST_CASE("a key is moved, not copied, and leaves nothing behind") {
  Cleansed one("short"), two(std::string(100, 'k'));
  Cleansed moved(std::move(two));
  CHECK(moved.view() == std::string(100, 'k'));
  moved = std::move(one);
  CHECK(moved.view() == "short");
  CHECK(one.view().empty());  // NOLINT(bugprone-use-after-move): what is left is what is tested.
  CHECK(two.view().empty());  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace l7::tls
