#pragma once

#include <string>

#include "kube/connection.h"

namespace l7::kube {

/// What a pod's service account is given to reach its API server (client-go rest.InClusterConfig).
class InCluster {
 public:
  /// `folder` is where the account's files are mounted; tests have their own.
  explicit InCluster(std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount");

  /// Whether this is a pod with a service account.
  bool is_possible() const;
  /// Server, token file and authorities. Throws Error when the token cannot be read.
  Connection connection() const;
  /// POD_NAMESPACE, else the account's; empty for neither.
  std::string name_space() const;

 private:
  std::string folder_;
};

}  // namespace l7::kube
