#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/release_status.h"
#include "cluster_request.h"
#include "entry_flags.h"

namespace l7::plugin {

/// What `verify` is told.
struct VerifyRequest {
  ClusterRequest cluster;
  EntryFlags way;
  std::string token;
  std::string user;
  std::string password;
  /// How many calls to measure; nothing for none.
  std::optional<int> count;
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds timeout{10'000};
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<VerifyRequest> parse_verify(Arguments arguments);

}  // namespace l7::plugin
