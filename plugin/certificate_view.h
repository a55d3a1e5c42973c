#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

#include "cli/style.h"
#include "model/certificate.h"
#include "model/value.h"

namespace l7::plugin {

/// How a server showed its certificate to somebody who asked for `name`.
struct ServerView {
  std::string name;
  std::string protocol;
  std::string application;
  std::string distrust;
};

/// A certificate, and where it was found.
struct CertificateView {
  std::string where;
  CertificateFacts facts;
  std::optional<ServerView> server;
};

/// A line for each fact, a mark for each who is shown it, and the faults with their fixes.
void print_certificate(std::ostream& out, const CertificateView& view, std::chrono::sys_seconds now,
                       const cli::Style& style);

/// The same: where, subject, issuer, names, notBefore, notAfter (RFC 3339), version, key, fingerprint, chain,
/// keyMatches (null when no key was there), verdicts, findings, server.
Value to_value(const CertificateView& view, std::chrono::sys_seconds now);

}  // namespace l7::plugin
