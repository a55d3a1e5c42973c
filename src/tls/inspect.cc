#include "tls/inspect.h"

#include <openssl/err.h>
#include <openssl/sha.h>

#include <array>

#include "platform/ip_address.h"
#include "tls/failure.h"
#include "tls/handles.h"
#include "tls/pem.h"

namespace l7::tls {
namespace {

std::string name_text(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0, "write a name");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return data && size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string address_text(const ASN1_OCTET_STRING& address) {
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(&address));
  std::string text = platform::ip_text({ASN1_STRING_get0_data(&address), size});
  return text.empty() ? "an IP address of " + std::to_string(size) + " bytes" : text;
}

std::vector<std::string> names_of(const X509& certificate) {
  std::vector<std::string> found;
  const Names names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                         static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    } else if (name->type == GEN_IPADD) {
      found.push_back(address_text(*name->d.iPAddress));
    }
  }
  return found;
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  int days = 0, seconds = 0;
  const std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) {
    fail("the certificate's time of validity cannot be read", "make or order it anew");
  }
  return std::chrono::sys_seconds(std::chrono::hours(24) * days + std::chrono::seconds(seconds));
}

std::string fingerprint_of(const X509& certificate) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  unsigned size = digest.size();
  require(X509_digest(&certificate, EVP_sha256(), digest.data(), &size) == 1, "take a fingerprint");
  std::string text;
  for (const unsigned char byte : digest) {
    if (!text.empty()) text += ':';
    text += {hex[byte >> 4], hex[byte & 15]};
  }
  return text;
}

bool matches(const X509& certificate, std::string_view key_pem) {
  const Key key = read_key(key_pem);
  const bool same = X509_check_private_key(&certificate, key.get()) == 1;
  ERR_clear_error();
  return same;
}

}  // namespace

CertificateFacts inspect(std::string_view certificate_pem, std::string_view key_pem) {
  const std::vector<Certificate> chain = read_certificates(certificate_pem);
  const Certificate& certificate = chain.front();
  CertificateFacts facts;
  facts.chain_length = static_cast<int>(chain.size());
  facts.subject = name_text(X509_get_subject_name(certificate.get()));
  facts.issuer = name_text(X509_get_issuer_name(certificate.get()));
  facts.names = names_of(*certificate);
  facts.not_before = time_of(X509_get0_notBefore(certificate.get()));
  facts.not_after = time_of(X509_get0_notAfter(certificate.get()));
  facts.version = static_cast<int>(X509_get_version(certificate.get())) + 1;
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (key) {
    const char* type = EVP_PKEY_get0_type_name(key);
    facts.key_type = type ? type : "";
    facts.key_bits = EVP_PKEY_get_bits(key);
    facts.self_signed = X509_verify(certificate.get(), key) == 1;
    ERR_clear_error();
  }
  facts.fingerprint = fingerprint_of(*certificate);
  if (!key_pem.empty()) facts.key_matches = matches(*certificate, key_pem);
  return facts;
}

}  // namespace l7::tls
