#pragma once

#include <string>

#include "tls/certificate.h"

namespace l7::plugin {

/// A certificate and its key in a folder, `NAME.crt` and `NAME.key`; only the owner may read the key.
class CertificateFiles {
 public:
  CertificateFiles(const std::string& folder, const std::string& name);

  /// Whether either of them is there.
  bool there() const;
  /// Throws Error.
  tls::KeyPair read() const;
  /// Makes the folder where there is none, and says on stdout what was written. Each file is there in full or as it
  /// was. Throws Error.
  void write(const tls::KeyPair& pair) const;

  const std::string& certificate() const { return certificate_; }

 private:
  std::string folder_;
  std::string certificate_;
  std::string key_;
};

}  // namespace l7::plugin
