#pragma once

#include "acm_certificate.h"
#include "cli/release_status.h"
#include "cluster_request.h"
#include "live_flags.h"

namespace l7::plugin {

/// What `enable` is told.
struct EnableRequest {
  ClusterRequest cluster;
  LiveFlags live;
  bool keep_l4 = false;
  /// Whether a call to Milvus has to succeed before the old entry is closed.
  bool verify = true;
  AcmFlags acm;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<EnableRequest> parse_enable(Arguments arguments);

}  // namespace l7::plugin
