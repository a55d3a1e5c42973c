#pragma once

#include <string>

namespace l7::kube {

/// The authorities that this machine trusts. OpenSSL and libcurl know where these are on the system that they were
/// built on, and in a static program that is another one.
struct Authorities {
  /// PEM, where SSL_CERT_FILE or SSL_CERT_DIR names them, with Go's rules (crypto/x509/root_unix.go): each variable
  /// replaces the system's own file or folders, and only these.
  std::string pem;
  /// The system's file, where it does not; empty when it lies nowhere known, and the libraries' own place is left.
  std::string bundle;
};

Authorities system_authorities();

}  // namespace l7::kube
