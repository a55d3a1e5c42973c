#pragma once

#include <vector>

#include "milvus/milvus.h"
#include "model/finding.h"

namespace l7::milvus {

/// Probes that speak plaintext to the port that clients use, by HTTP, by Kubernetes' own gRPC probe or by a program:
/// once Milvus speaks TLS they fail, and Kubernetes restarts the pods for ever. One that only connects does no harm.
/// Source: core/v1 Probe; its gRPC handler has no TLS.
std::vector<Finding> plaintext_probes(const Milvus& milvus);

}  // namespace l7::milvus
