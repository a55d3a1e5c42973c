#pragma once

#include <string>

#include "kube/connection.h"
#include "kube/kubeconfig.h"

namespace l7::kube {

/// The context, cluster and user that a command uses, with the flags laid over them.
struct Selection {
  Context context;
  std::string cluster_name;
  Cluster cluster;
  std::string user_name;
  User user;
};

/// Selects as client-go does (tools/clientcmd/client_config.go) and judges the result as it does (validation.go).
/// Throws Error in its words.
Selection select(const Kubeconfig& config, const ConnectionFlags& flags);

/// The server for a cluster that names none: KUBERNETES_MASTER, else http://localhost:8080.
std::string default_server();

}  // namespace l7::kube
