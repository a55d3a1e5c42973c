#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/option.h"

namespace l7 {

/// What the user asked for of the entry, for both programs. An empty text or list means that nothing was said. The
/// flags behind the fields are in src/cli/options.cc; what a cloud makes of them is in its cloud.
struct Wishes {
  std::string cloud;
  std::vector<std::string> hosts;
  /// Whether the load balancer is for the private network only; as the old one is when nothing was said.
  std::optional<bool> internal;
  std::string ingress_name;
  std::optional<int> request_timeout_sec;
  std::string ssl_policy;
  /// Further annotations for the Ingress, in the order given.
  std::vector<std::pair<std::string, std::string>> annotations;

  /// Options that some clouds take and others do not.
  OptionValues options;
};

}  // namespace l7
