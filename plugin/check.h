#pragma once

#include <string>

#include "cli/release_status.h"
#include "cluster_request.h"

namespace l7::plugin {

/// What `check` is told.
struct CheckRequest {
  ClusterRequest cluster;
  /// The ID of a finding that is to be explained; the cluster is not asked then.
  std::string explain;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<CheckRequest> parse_check(Arguments arguments);

}  // namespace l7::plugin
