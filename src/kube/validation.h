#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/kubeconfig.h"

namespace l7::kube {

struct Problem {
  std::string what;
  std::string fix;
  /// Of the message, while there is no other problem.
  std::string_view heading = "error: ";
};
using Problems = std::vector<Problem>;

/// Adds what client-go finds wrong with a user or a cluster, in its words (tools/clientcmd/validation.go).
void judge(const std::string& name, const User& user, Problems& problems);
void judge(const std::string& name, const Cluster& cluster, Problems& problems);

/// Throws Error that tells all of them; returns when there are none.
void fail_for(const Problems& problems);

}  // namespace l7::kube
