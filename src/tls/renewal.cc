#include "tls/renewal.h"

#include <openssl/err.h>

#include "model/error.h"
#include "tls/handles.h"
#include "tls/inspect.h"
#include "tls/pem.h"

namespace l7::tls {

bool is_signed_by(std::string_view certificate_pem, std::string_view authority_pem) {
  try {
    const Certificate certificate = std::move(read_certificates(certificate_pem).front());
    const Certificate authority = std::move(read_certificates(authority_pem).front());
    EVP_PKEY* key = X509_get0_pubkey(authority.get());
    const bool signed_by = key && X509_verify(certificate.get(), key) == 1;
    ERR_clear_error();
    return signed_by;
  } catch (const Error&) {
    return false;
  }
}

void require_renewable(std::string_view certificate_pem, std::string_view authority_pem, bool new_authority,
                       const std::string& where) {
  CertificateFacts facts;
  try {
    facts = inspect(certificate_pem);
  } catch (const Error&) {
    return;
  }
  if (facts.self_signed || is_signed_by(certificate_pem, authority_pem)) return;
  const std::string issuer = foreign_issuer(facts);
  if (issuer.empty()) {
    if (new_authority) return;
    throw Error("the authority that signed this certificate (" + facts.issuer + ") is not beside it any more", where,
                "--with-ca makes a new one, which clients then have to be given");
  }
  throw Error("this certificate was issued by " + issuer + ", and one that signs itself would break its clients", where,
              "have its issuer renew it; for one of your own say another Secret (--tls-secret NAME) or folder (--dir)");
}

}  // namespace l7::tls
