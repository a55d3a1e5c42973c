#include "tls/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <limits>

#include "model/error.h"
#include "tls/failure.h"

namespace l7::tls {
namespace {

Bio reader_of(std::string_view text) {
  require(text.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "read a text of this size");
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  require(bio != nullptr, "read a text");
  return bio;
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

/// OpenSSL would ask at the terminal. Notes that it wanted to.
int no_passphrase(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

}  // namespace

std::vector<Certificate> read_certificates(std::string_view pem) {
  const Bio bio = reader_of(pem);
  std::vector<Certificate> certificates;
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    certificates.push_back(std::move(next));
  }
  if (certificates.empty()) {
    fail("this is no certificate in PEM form", "give the file that begins with -----BEGIN CERTIFICATE-----");
  }
  // That there is no further one is no failure.
  ERR_clear_error();
  return certificates;
}

Key read_key(std::string_view pem) {
  bool encrypted = false;
  Key key(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, no_passphrase, &encrypted));
  if (encrypted) {
    ERR_clear_error();
    throw Error("the key is encrypted with a passphrase", "",
                "write it without one: openssl pkey -in KEY -out PLAIN_KEY; balancers cannot ask for it");
  }
  if (!key) fail("this is no private key in PEM form", "give the file that begins with -----BEGIN PRIVATE KEY-----");
  return key;
}

std::string pem_of(const X509& certificate) {
  const Bio text = memory();
  require(PEM_write_bio_X509(text.get(), &certificate) == 1, "write the certificate");
  return std::string(text_in(text));
}

Cleansed pem_of(const EVP_PKEY& key) {
  const Bio text = memory();
  require(PEM_write_bio_PKCS8PrivateKey(text.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "write the key");
  return Cleansed(std::string(text_in(text)));
}

}  // namespace l7::tls
