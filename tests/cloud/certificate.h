#pragma once

#include "model/certificate.h"

namespace l7::fixture {

inline constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'800'000'000}};

/// A certificate that every cloud takes.
inline CertificateFacts good_certificate() {
  CertificateFacts facts;
  facts.subject = "CN=a.example";
  facts.names = {"a.example"};
  facts.not_before = now - std::chrono::hours(24);
  facts.not_after = now + std::chrono::hours(24);
  facts.version = 3;
  facts.key_type = "EC";
  facts.key_bits = 256;
  facts.chain_length = 1;
  facts.key_matches = true;
  return facts;
}

}  // namespace l7::fixture
