#pragma once

#include <string_view>

#include "model/certificate.h"

namespace l7::tls {

/// Reads the first certificate of a PEM text, and a PEM key where one is given. Throws Error when either is none, or
/// the key wants a passphrase; nobody is ever asked for one.
CertificateFacts inspect(std::string_view certificate_pem, std::string_view key_pem = {});

}  // namespace l7::tls
