#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tls/inspect.h"

namespace l7::tls {

/// What one who is shown the certificate makes of it.
struct Verdict {
  std::string_view who;
  /// Empty when the certificate is taken.
  std::string objection;
};

/// Google Cloud's and Amazon's balancers as keepers of the certificate; gRPC core (the clients of Python, C++, Ruby)
/// and Go's crypto/tls as its readers, given that they trust whoever has signed it. Sources: Google Cloud's page on
/// self-managed SSL certificates; AWS' prerequisites for importing into ACM; gRPC core's use of BoringSSL, which falls
/// back to the common name; Go's crypto/x509, verify.go.
std::vector<Verdict> verdicts_on(const CertificateFacts& facts, std::chrono::sys_seconds now);

}  // namespace l7::tls
