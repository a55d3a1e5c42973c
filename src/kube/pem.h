#pragma once

#include <string>

namespace l7::kube {

/// Throws Error unless the PEM text holds a certificate.
void check_authorities(const std::string& pem);

/// Throws Error unless the PEM texts hold a certificate and the private key that belongs to it, as Go's
/// tls.X509KeyPair does. The message shows nothing of either.
void check_key_pair(const std::string& certificate, const std::string& key);

}  // namespace l7::kube
