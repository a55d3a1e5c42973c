#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "probe/channel.h"

namespace l7::probe {

/// How Milvus, or whatever stands in its place, has answered one of its calls.
struct Reply {
  CallAnswer answer;
  /// Milvus' own error (common.Status: code, or error_code of older servers), 0 for success.
  int error_code = 0;
  std::string reason;
  /// GetVersion and Connect: the server's version or build.
  std::string version;
  /// CheckHealth.
  bool healthy = false;
  std::vector<std::string> reasons;

  /// Whether gRPC and Milvus both say success.
  bool ok() const { return answer.grpc_status == std::optional(0) && error_code == 0; }
};

// Source: milvus-proto, proto/milvus.proto. Each call throws Error when no answer comes.
Reply get_version(Channel& channel, std::chrono::milliseconds limit);
Reply check_health(Channel& channel, std::chrono::milliseconds limit);
/// Introduces this program as a client does.
Reply connect(Channel& channel, std::chrono::milliseconds limit);

}  // namespace l7::probe
