#include "tls/certificate.h"

#include <openssl/pem.h>

#include <cstdlib>
#include <set>

#include "catch.h"
#include "folder.h"
#include "model/error.h"
#include "tls/handles.h"
#include "tls/inspect.h"

namespace l7::tls {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::system_clock;

Certificate parsed(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  REQUIRE(certificate);
  return certificate;
}

/// OpenSSL's verdict when a client trusts the certificate itself and wants this host: X509_V_OK or why not.
int verdict(const std::string& pem, const std::string& host, unsigned long flags = 0) {
  const Certificate certificate = parsed(pem);
  const std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), certificate.get());
  const std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  REQUIRE(X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr) == 1);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) != 1) {
    X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
  }
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

/// A folder with a certificate and its key.
class Files {
 public:
  explicit Files(const KeyPair& pair) {
    folder_.file("tls.crt", pair.certificate);
    folder_.file("tls.key", pair.key.view());
  }

  /// Whether the command is content, with its output in `output`.
  bool content(const std::string& command) const {
    return std::system(("cd '" + folder_.path() + "' && " + command + " >out 2>&1").c_str()) == 0;
  }
  std::string output() const { return contents_of(folder_ / "out"); }

 private:
  Folder folder_;
};

bool has_openssl() { return std::system("command -v openssl >/dev/null 2>&1") == 0; }

std::vector<CertificateRequest> both_keys(std::vector<std::string> names) {
  return {{names, KeyType::p256}, {std::move(names), KeyType::rsa, 2048}};
}

TEST_CASE("a client that trusts the certificate takes it for each of its names and for no other") {
  for (const CertificateRequest& request :
       both_keys({"milvus.example.com", "*.vectors.example.com", "10.0.0.7", "2001:db8::7"})) {
    const std::string pem = make_certificate(request).certificate;
    for (const char* host :
         {"milvus.example.com", "MILVUS.example.com", "a.vectors.example.com", "10.0.0.7", "2001:db8:0::7"}) {
      CHECK(verdict(pem, host) == X509_V_OK);
      CHECK(verdict(pem, host, X509_V_FLAG_X509_STRICT) == X509_V_OK);
    }
    for (const char* host : {"example.com", "x.milvus.example.com", "vectors.example.com", "a.b.vectors.example.com"}) {
      CHECK(verdict(pem, host) == X509_V_ERR_HOSTNAME_MISMATCH);
    }
    for (const char* host : {"10.0.0.8", "2001:db8::8"}) CHECK(verdict(pem, host) == X509_V_ERR_IP_ADDRESS_MISMATCH);
  }
}

TEST_CASE("the extensions are a server's and nothing more") {
  for (const CertificateRequest& request : both_keys({"milvus.example.com"})) {
    const Certificate certificate = parsed(make_certificate(request).certificate);
    CHECK(X509_get_extension_flags(certificate.get()) & EXFLAG_SS);
    CHECK_FALSE(X509_get_extension_flags(certificate.get()) & EXFLAG_CA);
    CHECK(X509_get_extension_flags(certificate.get()) & EXFLAG_BCONS);
    CHECK(X509_get_key_usage(certificate.get()) ==
          (request.key == KeyType::rsa ? KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT : KU_DIGITAL_SIGNATURE));
    CHECK(X509_get_extended_key_usage(certificate.get()) == XKU_SSL_SERVER);
    CHECK(X509_get_version(certificate.get()) == X509_VERSION_3);
    int digest = 0;
    CHECK(X509_get_signature_info(certificate.get(), &digest, nullptr, nullptr, nullptr) == 1);
    CHECK(digest == NID_sha256);
    CHECK(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0) == 1);
    CHECK(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0) == 0);
  }
}

TEST_CASE("serial numbers have 128 bits and differ") {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const Certificate certificate = parsed(make_certificate({{"a.example"}}).certificate);
    const Number number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.get()), nullptr));
    REQUIRE(number);
    CHECK(BN_num_bits(number.get()) == 128);
    CHECK_FALSE(BN_is_negative(number.get()));
    char* text = BN_bn2hex(number.get());
    CHECK(seen.insert(text).second);
    OPENSSL_free(text);
  }
}

TEST_CASE("the time of validity") {
  // Before and beyond 2050, where the form of the dates changes.
  for (const long long seconds : {1700000000LL, 2600000000LL}) {
    const system_clock::time_point now{std::chrono::seconds(seconds)};
    const CertificateFacts facts = inspect(make_certificate({{"a.example"}}, now).certificate);
    CHECK(facts.not_before == now - minutes(5));
    CHECK(facts.not_after == now + hours(24) * 397);
  }
  const system_clock::time_point now{std::chrono::seconds(1700000000)};
  CHECK(inspect(make_certificate({{"a.example"}, KeyType::p256, 2048, 1}, now).certificate).not_after ==
        now + hours(24));
  const std::string old = make_certificate({{"a.example"}}, now - hours(24) * 10000).certificate;
  CHECK(verdict(old, "a.example") == X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_CASE("a hundred names, in their order") {
  std::vector<std::string> names;
  for (int i = 0; i < 50; ++i) {
    names.push_back("host-" + std::to_string(i) + ".example.com");
    names.push_back("10.0.1." + std::to_string(i));
  }
  const std::string pem = make_certificate({names}).certificate;
  CHECK(inspect(pem).names == names);
  CHECK(verdict(pem, "host-49.example.com") == X509_V_OK);
  CHECK(verdict(pem, "10.0.1.49") == X509_V_OK);
}

TEST_CASE("a first name that is too long for the subject stands in the names only") {
  const std::string fits = std::string(52, 'a') + ".example.com", longer = 'a' + fits;
  REQUIRE(fits.size() == 64);
  CHECK(inspect(make_certificate({{fits}}).certificate).subject == "CN=" + fits);
  const std::string pem = make_certificate({{longer}}).certificate;
  CHECK(inspect(pem).subject.empty());
  CHECK(inspect(pem).names == std::vector<std::string>{longer});
  CHECK(verdict(pem, longer, X509_V_FLAG_X509_STRICT) == X509_V_OK);
  const auto critical = [](const std::string& text) {
    const Certificate certificate = parsed(text);
    const int at = X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1);
    return X509_EXTENSION_get_critical(X509_get_ext(certificate.get(), at)) == 1;
  };
  CHECK(critical(pem));
  CHECK_FALSE(critical(make_certificate({{fits}}).certificate));
}

TEST_CASE("names that no certificate can have") {
  const std::string nul = {'a', '\0', 'b'};
  const std::string address_nul = std::string("10.0.0.7") + '\0' + "x";
  for (const std::string& name : {std::string(),
                                  std::string("a b"),
                                  std::string("https://a.example"),
                                  std::string("a.example:443"),
                                  std::string("10.0.0.300"),
                                  std::string("10.0.0.0/8"),
                                  std::string("1.2.3"),
                                  std::string("*"),
                                  std::string("*."),
                                  std::string("a.*.example"),
                                  std::string("a..example"),
                                  std::string("a.example."),
                                  std::string("-a.example"),
                                  std::string("a-.example"),
                                  std::string("m\xC3\xBCller.example"),
                                  std::string("a,DNS:b"),
                                  nul,
                                  address_nul,
                                  std::string(64, 'a') + ".example",
                                  std::string("2001:db8::g")}) {
    CHECK_THROWS_AS(make_certificate({{name}}), UsageError);
    CHECK_THROWS_AS(make_certificate({{"a.example", name}}), UsageError);
  }
  CHECK_THROWS_AS(make_certificate({}), UsageError);
  CHECK_THROWS_AS(make_certificate({{"a.example"}, KeyType::rsa, 1024}), UsageError);
  CHECK_THROWS_AS(make_certificate({{"a.example"}, KeyType::p256, 2048, 0}), UsageError);
}

TEST_CASE("the openssl command agrees") {
  if (!has_openssl()) return;
  for (const CertificateRequest& request : both_keys({"milvus.example.com", "10.0.0.7", "2001:db8::7"})) {
    const KeyPair pair = make_certificate(request);
    const Files files(pair);
    CHECK(
        files.content("openssl verify -x509_strict -purpose sslserver -verify_hostname milvus.example.com "
                      "-CAfile tls.crt tls.crt"));
    CHECK(files.content("openssl verify -verify_ip 2001:db8::7 -CAfile tls.crt tls.crt"));
    CHECK_FALSE(files.content("openssl verify -verify_hostname other.example.com -CAfile tls.crt tls.crt"));
    CHECK(files.content("openssl pkey -in tls.key -check -noout"));
    REQUIRE(files.content("openssl x509 -in tls.crt -noout -ext subjectAltName"));
    CHECK_THAT(files.output(), ContainsSubstring("DNS:milvus.example.com, IP Address:10.0.0.7, IP Address:2001:DB8:"));
    REQUIRE(files.content("openssl x509 -in tls.crt -noout -fingerprint -sha256"));
    CHECK_THAT(files.output(), ContainsSubstring(inspect(pair.certificate).fingerprint));
    REQUIRE(files.content("openssl x509 -in tls.crt -noout -text"));
    CHECK_THAT(files.output(), ContainsSubstring(request.key == KeyType::rsa ? "Digital Signature, Key Encipherment"
                                                                             : "Digital Signature\n"));
  }
}

}  // namespace
}  // namespace l7::tls
