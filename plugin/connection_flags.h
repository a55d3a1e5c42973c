#pragma once

#include <vector>

#include "cli/flags.h"
#include "kube/connection.h"

namespace l7::plugin {

/// kubectl's connection flags as it takes them. A bool flag is as good as not given when it is false.
struct ConnectionOptions {
  kube::ConnectionFlags flags;
  bool insecure_skip_tls_verify = false;
  bool disable_compression = false;

  /// The flags, once they are read.
  kube::ConnectionFlags given() const;
};

/// The rows for a command's table of flags, under kubectl's own names (cli-runtime genericclioptions/config_flags.go).
/// `options` must outlive them.
std::vector<cli::Flag> connection_flags(ConnectionOptions& options);

}  // namespace l7::plugin
