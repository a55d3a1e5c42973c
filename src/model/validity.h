#pragma once

#include <chrono>
#include <string>

namespace l7 {

/// The time in which a certificate is good, and the moment it is judged at.
struct Validity {
  enum class State {
    good,
    ends_soon,  ///< within 30 days
    over,
    not_begun,
  };

  std::chrono::sys_seconds begin;
  std::chrono::sys_seconds end;
  std::chrono::sys_seconds now;
  /// Who has to renew the certificate, where `cert create` cannot.
  std::string issuer = {};

  State state() const;
  /// `until 2027-12-23`, `it ends on 2026-12-01, in 10 days`, `it ended on 2026-11-01`, `it begins on 2026-12-01`.
  std::string text() const;
};

}  // namespace l7
