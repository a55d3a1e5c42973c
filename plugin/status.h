#pragma once

#include "cli/release_status.h"
#include "cluster_request.h"

namespace l7::plugin {

/// What `status` is told.
struct StatusRequest {
  ClusterRequest cluster;
  bool all_namespaces = false;
  bool watch = false;
  /// Nothing for the path of a single Milvus, and a table of several.
  std::optional<cli::Format> format;
};

/// Throws UsageError.
cli::Parsed<StatusRequest> parse_status(Arguments arguments);

}  // namespace l7::plugin
