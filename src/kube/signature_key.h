#pragma once

#include <string>
#include <string_view>

namespace l7::kube {

/// What AWS' Signature Version 4 is made with.
struct SignatureKey {
  std::string region;
  /// The service's name in signatures: "acm", "sts".
  std::string service;
  std::string id;
  /// Not owned. A NUL follows it.
  std::string_view secret;

  bool operator==(const SignatureKey&) const = default;
};

}  // namespace l7::kube
