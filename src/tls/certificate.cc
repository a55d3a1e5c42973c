#include "tls/certificate.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <ctime>

#include "model/error.h"
#include "tls/failure.h"
#include "tls/handles.h"

namespace l7::tls {
namespace {

constexpr std::chrono::minutes clock_skew{5};
constexpr std::size_t longest_common_name = 64;  // RFC 5280, appendix A: ub-common-name
constexpr int most_days = 36500;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

bool is_dns_name(std::string_view name) {
  if (name.size() > 253) return false;
  if (name.starts_with("*.")) name.remove_prefix(2);
  for (;;) {
    const std::size_t dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  // No top-level domain is a number: this was meant to be an address.
  return !std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The bytes of an IP address, or null when the text is none. A C function sees the text up to a NUL only.
ASN1_OCTET_STRING* address_in(const std::string& text) {
  return text.find('\0') == std::string::npos ? a2i_IPADDRESS(text.c_str()) : nullptr;
}

void add_name(GENERAL_NAMES& names, const std::string& text) {
  int type = GEN_IPADD;
  ASN1_STRING* value = address_in(text);
  if (!value) {
    if (!is_dns_name(text)) {
      throw UsageError("'" + text + "' is neither a DNS name nor an IP address", "",
                       "say names such as milvus.example.com, *.example.com or 10.0.0.7, without port or https://");
    }
    type = GEN_DNS;
    value = ASN1_IA5STRING_new();
    require(value && ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1, "hold a name");
  }
  GENERAL_NAME* name = GENERAL_NAME_new();
  require(name != nullptr, "hold a name");
  GENERAL_NAME_set0_value(name, type, value);
  require(sk_GENERAL_NAME_push(&names, name) > 0, "hold a name");
}

Key make_key(const CertificateRequest& request) {
  if (request.key == KeyType::p256) {
    Key key(EVP_EC_gen("P-256"));
    require(key != nullptr, "make a P-256 key");
    return key;
  }
  if (request.rsa_bits < 2048 || request.rsa_bits > 8192) {
    throw UsageError("an RSA key of " + std::to_string(request.rsa_bits) + " bits is not made", "",
                     "say 2048 to 8192 bits, or leave RSA out for P-256");
  }
  Key key(EVP_RSA_gen(static_cast<unsigned>(request.rsa_bits)));
  require(key != nullptr, "make an RSA key");
  return key;
}

void set_serial(X509& certificate) {
  const Number number(BN_new());
  // The top bit is set: all serial numbers have the same length and none is zero.
  require(number && BN_rand(number.get(), 128, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "make a random number");
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr, "set the serial number");
}

void set_validity(X509& certificate, std::chrono::system_clock::time_point now, int days) {
  if (days < 1 || days > most_days) {
    throw UsageError("a certificate is not valid for " + std::to_string(days) + " days", "",
                     "say 1 to " + std::to_string(most_days) + "; 397 is the most that browsers take");
  }
  std::time_t begin = std::chrono::system_clock::to_time_t(now - clock_skew);
  std::time_t end = std::chrono::system_clock::to_time_t(now);
  require(X509_time_adj_ex(X509_getm_notBefore(&certificate), 0, 0, &begin) != nullptr &&
              X509_time_adj_ex(X509_getm_notAfter(&certificate), days, 0, &end) != nullptr,
          "set the time of validity");
}

/// The subject and issuer. A name that is too long for a common name stands in the alternative names only.
bool set_subject(X509& certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const bool fits = name.size() <= longest_common_name;
  if (fits) {
    require(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name.data()),
                                       static_cast<int>(name.size()), -1, 0) == 1,
            "set the subject");
  }
  require(X509_set_issuer_name(&certificate, subject) == 1, "set the issuer");
  return fits;
}

void add_extension(X509& certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1, "add an extension");
}

Bio memory() {
  // Secure memory is cleansed when it is freed.
  Bio bio(BIO_new(BIO_s_secmem()));
  require(bio != nullptr, "hold a text");
  return bio;
}

std::string_view text_in(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

}  // namespace

KeyPair make_certificate(const CertificateRequest& request, std::chrono::system_clock::time_point now) {
  if (request.names.empty()) {
    throw UsageError("a certificate needs a name", "", "say the DNS name or IP address that clients will use");
  }
  const Names names(GENERAL_NAMES_new());
  require(names != nullptr, "hold names");
  for (const std::string& name : request.names) add_name(*names, name);

  const Certificate certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "make a certificate");
  set_serial(*certificate);
  set_validity(*certificate, now, request.days);
  const bool has_subject = set_subject(*certificate, request.names.front());
  const Key key = make_key(request);
  require(X509_set_pubkey(certificate.get(), key.get()) == 1, "set the public key");

  // RFC 5280, 4.2.1.6: critical where there is no subject.
  require(X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), has_subject ? 0 : 1,
                            X509V3_ADD_DEFAULT) == 1,
          "add the names");
  add_extension(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(
      *certificate, NID_key_usage,
      request.key == KeyType::rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
  add_extension(*certificate, NID_ext_key_usage, "serverAuth");
  add_extension(*certificate, NID_subject_key_identifier, "hash");
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign the certificate");

  const Bio certificate_text = memory(), key_text = memory();
  require(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1, "write the certificate");
  require(PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "write the key");
  return {std::string(text_in(certificate_text)), Cleansed(text_in(key_text))};
}

}  // namespace l7::tls
