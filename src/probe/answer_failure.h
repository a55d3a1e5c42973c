#pragma once

#include <span>

#include "probe/milvus_service.h"
#include "probe/verify.h"

namespace l7::probe {

/// What it means when an HTTP or gRPC status is all that comes back.
struct Meaning {
  int code;
  const char* failure;
  const char* fix;
};

std::span<const Meaning> http_meanings();
std::span<const Meaning> grpc_meanings();

/// Judges what came back for a call, that was made with a login or without: what was seen, or why it is not Milvus that
/// answered, and what to do. The one table of what balancers and Milvus answer when something behind them is wrong.
void describe(const Reply& reply, bool with_login, Step& step);

}  // namespace l7::probe
