#include "kube/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "model/error.h"

namespace l7::kube {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> reader(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Without this OpenSSL would ask the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) { return -1; }

/// The first certificate, or null.
Owned<X509> certificate_in(const std::string& pem) {
  const Owned<BIO> bio = reader(pem);
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  return certificate;
}

bool has_block(const std::string& pem) { return pem.find("-----BEGIN ") != std::string::npos; }

}  // namespace

void check_authorities(const std::string& pem) {
  if (certificate_in(pem)) return;
  throw Error(std::string("unable to load root certificates: ") +
                  (has_block(pem) ? "no valid certificate authority data seen" : "unable to parse bytes as PEM block"),
              "certificate-authority", "give the authority's certificate as PEM: -----BEGIN CERTIFICATE-----");
}

void check_key_pair(const std::string& certificate, const std::string& key) {
  const Owned<X509> leaf = certificate_in(certificate);
  if (!leaf) {
    throw Error(has_block(certificate) ? "tls: failed to parse the certificate"
                                       : "tls: failed to find any PEM data in certificate input",
                "client certificate", "give the certificate as PEM: -----BEGIN CERTIFICATE-----");
  }
  const Owned<BIO> bio = reader(key);
  const Owned<EVP_PKEY> secret(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  if (!secret) {
    throw Error(has_block(key) ? "tls: failed to parse private key" : "tls: failed to find any PEM data in key input",
                "client key", "give the key as PEM, not encrypted: -----BEGIN PRIVATE KEY-----");
  }
  const bool matches = X509_check_private_key(leaf.get(), secret.get()) == 1;
  ERR_clear_error();
  if (matches) return;
  throw Error("tls: private key does not match public key", "client certificate",
              "give the key that the certificate was made for");
}

}  // namespace l7::kube
