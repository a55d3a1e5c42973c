#pragma once

#include <string>
#include <vector>

#include "milvus/milvus.h"

namespace l7::milvus {

/// The DNS names of the Service inside the cluster: `my-release-milvus`, and with its namespace up to
/// `.svc.cluster.local`.
std::vector<std::string> names_in_cluster(const Milvus& milvus);

/// The texts by which a client inside the cluster names this Milvus: `my-release-milvus:19530`, and with its namespace.
std::vector<std::string> addresses(const Milvus& milvus);

/// Whether an object has a pod template, as every workload and job has.
bool runs_pods(const Value& object);

/// Whether a workload's containers (environment, command, arguments) name this Milvus by address: attu, backups, CDC,
/// an application. Such a client speaks plaintext and stops when Milvus speaks TLS only.
bool is_plaintext_client(const Value& workload, const Milvus& milvus);

}  // namespace l7::milvus
