#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "tls/inspect.h"

/// What keeps clients from taking a server certificate. Sources: RFC 5280 and 9525; Go's crypto/x509, which has looked
/// at no common name since 1.15.
namespace l7::tls {

/// Whether a client that asks for this DNS name or IP address takes the certificate's names. The common name does not
/// count, and a wildcard stands for one label.
bool covers(const CertificateFacts& facts, std::string_view host);

/// What is wrong with the certificate by itself, and with its key where that was given to inspect(). `where` becomes
/// the findings' place.
std::vector<Finding> faults_of(const CertificateFacts& facts, const std::string& where, std::chrono::sys_seconds now);

/// For what the caller sees: no certificate covers a host of the balancer; a certificate or key that inspect() refuses.
extern const FindingKind wrong_host;
extern const FindingKind unreadable;

/// Every kind above, for listings and documentation.
std::span<const FindingKind* const> finding_kinds();

}  // namespace l7::tls
