#pragma once

#include <chrono>
#include <vector>

#include "model/certificate.h"

namespace l7::tls {

/// gRPC core (the clients of Python, C++, Ruby) and Go's crypto/tls, given that they trust whoever has signed it.
/// Sources: gRPC core's use of BoringSSL, which falls back to the common name; Go's crypto/x509, verify.go.
std::vector<Verdict> verdicts_of_clients(const CertificateFacts& facts, std::chrono::sys_seconds now);

}  // namespace l7::tls
