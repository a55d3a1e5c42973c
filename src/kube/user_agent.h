#pragma once

#include <string>

namespace l7::kube {

/// `kubectl-milvus_l7/1.2.3 (linux/amd64)`, as kubectl and its plugins say who they are.
std::string user_agent();

}  // namespace l7::kube
