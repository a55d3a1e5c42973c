#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/answer_hint.h"

namespace l7::probe {

/// What to prove.
struct VerifyRequest {
  /// The name that clients use: for DNS, SNI, the certificate and :authority.
  std::string host;
  /// The balancer's name or address where the host's DNS shall not count; else empty.
  std::string address;
  int port = 443;
  /// PEM; the system's authorities when empty.
  std::string trusted;
  /// Header fields with credentials; never shown.
  std::vector<std::pair<std::string, std::string>> metadata;
  /// Of the clouds whose balancer it may be.
  std::vector<AnswerHint> hints;
  /// For all steps together.
  std::chrono::milliseconds limit{10'000};
  /// Goes on with a certificate that is not trusted, or is another name's, and says so. Not with credentials.
  bool any_certificate = false;
};

/// One step of the way: DNS, TCP, TLS, certificate, HTTP/2, GetVersion, CheckHealth, Connect.
struct ProbeStep {
  std::string_view name;
  bool passed = false;
  std::chrono::microseconds took{0};
  /// What was seen: addresses, versions.
  std::string seen;
  /// Of a step that failed: why, and what to do.
  std::string failure;
  std::string fix;
};

/// Goes the way of a client, from the name to Milvus, and tells each step as it is done; stops at the first that fails.
/// Returns whether all passed. Milvus that wants credentials counts as reached.
bool verify(const VerifyRequest& request, const std::function<void(const ProbeStep& step)>& tell);

/// A call's time, again and again over one connection.
struct Latencies {
  std::vector<std::chrono::microseconds> sorted;

  std::chrono::microseconds at(double share) const;
};
/// Calls GetVersion `count` times with a pause between; stops when `stopped` says so. Throws Error when a call fails.
Latencies measure(const VerifyRequest& request, int count, std::chrono::milliseconds pause,
                  const std::function<bool()>& stopped);

}  // namespace l7::probe
