#pragma once

#include <string>

#include "acm_import.h"
#include "cli/release_status.h"
#include "cluster_request.h"

namespace l7::plugin {

/// What `cert import` is told. Without a file it is the Secret's certificate.
struct CertImportRequest {
  ClusterRequest cluster;
  std::string file;
  std::string key_file;
  AwsFlags aws;
  bool dry_run = false;
  bool yes = false;
  cli::Format format = cli::Format::table;
};

/// Throws UsageError.
cli::Parsed<CertImportRequest> parse_cert_import(Arguments arguments);

}  // namespace l7::plugin
