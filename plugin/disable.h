#pragma once

#include "cli/release_status.h"
#include "cluster_request.h"
#include "live_flags.h"

namespace l7::plugin {

/// What `disable` is told.
struct DisableRequest {
  ClusterRequest cluster;
  LiveFlags live;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<DisableRequest> parse_disable(Arguments arguments);

}  // namespace l7::plugin
