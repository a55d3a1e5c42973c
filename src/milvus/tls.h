#pragma once

#include <optional>
#include <string>
#include <vector>

#include "milvus/milvus.h"
#include "model/finding.h"

namespace l7::milvus {

/// One change inside user.yaml.
struct SettingChange {
  Path inner;
  std::optional<Value> before;
  std::optional<Value> after;
  std::string why;
};

/// What makes Milvus speak TLS to its clients.
struct TlsPlan {
  std::vector<SettingChange> changes;
  std::vector<Finding> findings;
  /// Names the listener's settings as they will be; the pod template carries it so that a change restarts the pods.
  std::string config_sha256;
};

/// 0 plaintext, 1 TLS, 2 TLS with client certificates: what Milvus will resolve (pkg/util/paramtable/grpc_param.go).
int tls_mode(const Milvus& milvus);

/// Whether REST and gRPC share one port, which Milvus cannot have under TLS.
bool rest_shares_port(const Milvus& milvus);

/// The finding that refuses a release whose objects the Milvus operator makes, on every cloud; nothing otherwise.
std::vector<Finding> refuse_operator(const Milvus& milvus);

/// The finding that refuses tlsMode 2, on every cloud; nothing otherwise.
std::vector<Finding> refuse_mutual_tls(const Milvus& milvus);

/// The findings for workloads that are paused, and would never load what is written.
std::vector<Finding> refuse_paused(const Milvus& milvus);

/// Whether an object is another server of Milvus that reads the same settings object.
bool shares_settings(const Value& workload, const Milvus& milvus);

/// The findings for objects that may decide by variables, and are not read; for every cloud.
std::vector<Finding> unknown_environment(const Milvus& milvus);

/// Sets common.security.tlsMode to 1 and gives REST a port of its own, because a proxy >= 2.4.13 that shares one stops
/// under TLS (internal/distributed/proxy/listener_manager.go; below, REST would silently go).
TlsPlan speak_tls(const Milvus& milvus);

}  // namespace l7::milvus
