#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "folder.h"

namespace l7::kube {

/// A folder that goes with the test, and an environment that knows of no cluster but what the test sets.
class Sandbox {
 public:
  Sandbox() {
    set("HOME", folder_ / "home");
    for (const char* variable : {"KUBECONFIG", "KUBERC", "KUBECTL_KUBERC", "KUBERNETES_MASTER", "POD_NAMESPACE",
                                 "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"}) {
      set(variable, "");
    }
  }
  ~Sandbox() {
    for (const auto& [name, value] : before_) {
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// Sets an environment variable; an empty value unsets it.
  void set(const std::string& name, const std::string& value) {
    const char* now = ::getenv(name.c_str());
    before_.emplace(name, now ? std::optional<std::string>(now) : std::nullopt);
    value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
  }

  std::string path(const std::string& name) const { return folder_ / name; }

  std::string write(const std::string& name, const std::string& text) const { return folder_.file(name, text); }

  std::string write_program(const std::string& name, const std::string& script) const {
    const std::string file = write(name, "#!/bin/sh\n" + script);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
  }

  std::string read(const std::string& name) const { return contents_of(folder_ / name); }

 private:
  Folder folder_;
  std::map<std::string, std::optional<std::string>> before_;
};

/// A certificate that signs itself, and its key, made anew: no key belongs into a repository.
struct Identity {
  std::string certificate;
  std::string key;
};

inline std::string taken(BIO* bio) {
  char* data = nullptr;
  const auto length = static_cast<std::size_t>(BIO_get_mem_data(bio, &data));
  std::string text(data, length);
  BIO_free(bio);
  return text;
}

inline Identity make_identity() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  BIO* certificate_text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_text, certificate.get());
  BIO* key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_text, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {taken(certificate_text), taken(key_text)};
}

}  // namespace l7::kube
