#pragma once

#include "cli/release_status.h"
#include "cluster_request.h"

namespace l7::plugin {

/// What `diff` is told.
struct DiffRequest {
  ClusterRequest cluster;
  bool keep_l4 = false;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<DiffRequest> parse_diff(Arguments arguments);

}  // namespace l7::plugin
