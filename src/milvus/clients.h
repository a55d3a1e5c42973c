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

/// Whether a container of a workload (environment, command, arguments) or a ConfigMap names this Milvus: attu, backups,
/// CDC, an application. It does so by name and port in one text or in two, or by the full name. Such a client speaks
/// plaintext and stops when Milvus speaks TLS only.
bool is_plaintext_client(const Value& object, const Milvus& milvus);

}  // namespace l7::milvus
