#pragma once

#include <string_view>
#include <vector>

#include "observe/observed.h"

namespace l7 {

/// The NetworkPolicies among the neighbours that restrict who may reach the Milvus pods.
std::vector<const Object*> ingress_policies(const Observed& observed);

/// Whether these policies, which add up, let every address of an IPv4 range reach a TCP port of the server's pods.
/// No policy at all lets everybody in.
bool admitted(const std::vector<const Object*>& policies, std::string_view range, int port,
              const milvus::Server& server);

}  // namespace l7
