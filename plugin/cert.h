#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/release_status.h"
#include "cluster_request.h"
#include "command.h"

namespace l7::plugin {

/// What `cert create` is told.
struct CertCreateRequest {
  ClusterRequest cluster;
  /// Addresses beside the names of --host.
  std::vector<std::string> addresses;
  std::string key = "p256";
  std::optional<int> days;
  bool with_ca = false;
  bool renew = false;
  /// Where to write files; empty for a Secret.
  std::string folder;
  std::string dry_run;
  bool yes = false;

  bool is_dry_run() const { return !dry_run.empty() && dry_run != "none"; }
};

/// What `cert inspect` is told. Without a file and an endpoint it is the Secret that is looked at.
struct CertInspectRequest {
  ClusterRequest cluster;
  std::string file;
  std::string key_file;
  /// A server; the host is empty when none was named.
  std::string endpoint;
  std::string host;
  int port = 0;
  cli::Format format = cli::Format::table;
};

/// These throw UsageError.
cli::Parsed<CertCreateRequest> parse_cert_create(Arguments arguments);
cli::Parsed<CertInspectRequest> parse_cert_inspect(Arguments arguments);

int cert_create(Arguments arguments);
int cert_inspect(Arguments arguments);
int cert_import(Arguments arguments);

}  // namespace l7::plugin
