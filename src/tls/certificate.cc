#include "tls/certificate.h"

#include <openssl/bn.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <ctime>

#include "model/error.h"
#include "model/text.h"
#include "tls/failure.h"
#include "tls/handles.h"
#include "tls/pem.h"

namespace l7::tls {
namespace {

constexpr std::chrono::minutes clock_skew{5};
constexpr std::size_t longest_common_name = 64;  // RFC 5280, appendix A: ub-common-name
constexpr int most_days = 36500;
constexpr int authority_days = 3650;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
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
  return !std::all_of(name.begin(), name.end(), is_digit);
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
                     "say 1 to " + std::to_string(most_days) + "; 397 where nothing is said");
  }
  std::time_t begin = std::chrono::system_clock::to_time_t(now - clock_skew);
  std::time_t end = std::chrono::system_clock::to_time_t(now);
  require(X509_time_adj_ex(X509_getm_notBefore(&certificate), 0, 0, &begin) != nullptr &&
              X509_time_adj_ex(X509_getm_notAfter(&certificate), days, 0, &end) != nullptr,
          "set the time of validity");
}

/// Its subject. A name that is too long for a common name stands in the alternative names only.
bool set_subject(X509& certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const bool fits = name.size() <= longest_common_name;
  if (fits) {
    require(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name.data()),
                                       static_cast<int>(name.size()), -1, 0) == 1,
            "set the subject");
  }
  return fits;
}

void add_extension(X509& certificate, X509& issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1, "add an extension");
}

/// A certificate of version 3 with a serial number and a public key.
Certificate begin(const Key& key) {
  Certificate certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "make a certificate");
  set_serial(*certificate);
  require(X509_set_pubkey(certificate.get(), key.get()) == 1, "set the public key");
  return certificate;
}

void sign(X509& certificate, X509& issuer, const Key& key) {
  require(X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) == 1, "set the issuer");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  if (&certificate != &issuer) add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  require(X509_sign(&certificate, key.get(), EVP_sha256()) > 0, "sign the certificate");
}

/// All but issuer and signature.
Certificate draft_of(const CertificateRequest& request, const Key& key, std::chrono::system_clock::time_point now) {
  if (request.names.empty()) {
    throw UsageError("a certificate needs a name", "", "say the DNS name or IP address that clients will use");
  }
  const Names names(GENERAL_NAMES_new());
  require(names != nullptr, "hold names");
  for (const std::string& name : request.names) add_name(*names, name);

  Certificate certificate = begin(key);
  set_validity(*certificate, now, request.days);
  const bool has_subject = set_subject(*certificate, request.names.front());
  // RFC 5280, 4.2.1.6: critical where there is no subject.
  require(X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), has_subject ? 0 : 1,
                            X509V3_ADD_DEFAULT) == 1,
          "add the names");
  add_extension(*certificate, *certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(
      *certificate, *certificate, NID_key_usage,
      request.key == KeyType::rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature");
  add_extension(*certificate, *certificate, NID_ext_key_usage, "serverAuth");
  return certificate;
}

/// No certificate is good for longer than the one that signs it.
void end_with(X509& certificate, const X509& authority) {
  if (ASN1_TIME_compare(X509_get0_notAfter(&certificate), X509_get0_notAfter(&authority)) > 0) {
    require(X509_set1_notAfter(&certificate, X509_get0_notAfter(&authority)) == 1, "set the time of validity");
  }
}

}  // namespace

KeyPair make_certificate(const CertificateRequest& request, std::chrono::system_clock::time_point now) {
  const Key key = make_key(request);
  const Certificate certificate = draft_of(request, key, now);
  sign(*certificate, *certificate, key);
  return {pem_of(*certificate), pem_of(*key)};
}

KeyPair make_certificate(const CertificateRequest& request, const KeyPair& authority,
                         std::chrono::system_clock::time_point now) {
  const Certificate issuer = std::move(read_certificates(authority.certificate).front());
  const Key issuer_key = read_key(authority.key.view());
  if (X509_check_ca(issuer.get()) == 0) {
    throw Error("this is no certificate authority", "", "give one that was made with --with-ca");
  }
  if (X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
    fail("the authority's key is not its certificate's", "put the pair together again");
  }
  std::time_t moment = std::chrono::system_clock::to_time_t(now);
  if (X509_cmp_time(X509_get0_notAfter(issuer.get()), &moment) < 0) {
    throw Error("the certificate authority has expired", "", "delete it and make another one: clients need that then");
  }
  const Key key = make_key(request);
  const Certificate certificate = draft_of(request, key, now);
  end_with(*certificate, *issuer);
  sign(*certificate, *issuer, issuer_key);
  return {pem_of(*certificate) + pem_of(*issuer), pem_of(*key)};
}

KeyPair make_authority(const std::string& name, std::chrono::system_clock::time_point now) {
  const Key key = make_key(CertificateRequest());
  const Certificate certificate = begin(key);
  set_validity(*certificate, now, authority_days);
  set_subject(*certificate, name.substr(0, longest_common_name));
  add_extension(*certificate, *certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(*certificate, *certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(*certificate, *certificate, key);
  return {pem_of(*certificate), pem_of(*key)};
}

}  // namespace l7::tls
