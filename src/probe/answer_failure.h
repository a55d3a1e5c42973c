#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/answer_hint.h"
#include "model/error.h"
#include "probe/milvus_service.h"
#include "probe/verify.h"

namespace l7::probe {

/// What it means when an HTTP or gRPC status is all that comes back.
struct Meaning {
  int code = 0;
  std::string failure;
  std::string fix;
};

/// By code; the fixes of `hints`, which the clouds give, go before what every balancer means by it.
std::vector<Meaning> http_meanings(std::span<const AnswerHint> hints);
std::vector<Meaning> grpc_meanings();

/// For a server that speaks TLS and no HTTP/2: some refuse the handshake then, others choose no protocol.
Error no_http2(std::span<const AnswerHint> hints);

/// Judges what came back for a call of this request: what was seen, or why it is not Milvus that answered, and what to
/// do. The one table of what balancers and Milvus answer when something behind them is wrong.
void describe(const Reply& reply, const VerifyRequest& request, ProbeStep& step);

}  // namespace l7::probe
