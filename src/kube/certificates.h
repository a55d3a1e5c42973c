#pragma once

#include <string>

namespace l7::kube {

/// The authorities that SSL_CERT_FILE and SSL_CERT_DIR name, as PEM, with Go's rules (crypto/x509/root_unix.go): each
/// variable replaces the system's own file or folders, and only these. "" when neither is set.
std::string authorities_from_environment();

/// The system's bundle, for a libcurl that was built on another system; "" when it lies nowhere known.
std::string system_bundle();

}  // namespace l7::kube
