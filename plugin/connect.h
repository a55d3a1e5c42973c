#pragma once

#include <string>

#include "cli/release_status.h"
#include "cluster_request.h"
#include "entry_flags.h"

namespace l7::plugin {

/// What `connect` is told.
struct ConnectRequest {
  ClusterRequest cluster;
  EntryFlags way;
  std::string language = "python";
  /// The file to write what clients have to trust to; empty for none.
  std::string write_ca;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<ConnectRequest> parse_connect(Arguments arguments);

}  // namespace l7::plugin
