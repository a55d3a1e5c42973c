// Sources: gRPC's status codes (doc/statuscodes.md, http-grpc-status-mapping.md); Google Cloud's and AWS' pages on what
// their balancers answer themselves; Milvus' proxy (internal/proxy).

#include "probe/answer_failure.h"
#include "model/text.h"

#include <string>

namespace l7::probe {
namespace {

constexpr Meaning of_http[] = {
    {400, "the balancer takes no gRPC: HTTP 400", "on an ALB the backend's protocol version has to be GRPC"},
    {401, "something before Milvus wants a login: HTTP 401", "see what the balancer authenticates (IAP, OIDC)"},
    {403, "a rule of the balancer refuses you: HTTP 403",
     "look at the WAF or Cloud Armor policy and at --inbound-cidrs"},
    {404, "no rule of the balancer leads to Milvus for this host: HTTP 404, the default backend",
     "call it by the Ingress's host (--host), or add the host to the Ingress"},
    {415, "the answer comes from something that knows no gRPC: HTTP 415", "see what the Ingress's rule leads to"},
    {464, "the target group is not for this protocol: HTTP 464",
     "the ALB's target group has to be of protocol version GRPC: kubectl milvus-l7 check"},
    {502, "the balancer does not get through to Milvus: HTTP 502",
     "Milvus has to speak TLS for GKE (tlsMode 1, app-protocols HTTP2) and the rule to lead to its gRPC port (19530, "
     "not "
     "9091): kubectl milvus-l7 check"},
    {503, "the balancer has no healthy backend: HTTP 503", "kubectl milvus-l7 status shows why"},
    {504, "Milvus did not answer the balancer in time: HTTP 504", "look at Milvus' logs and at --request-timeout-sec"},
};

constexpr Meaning of_grpc[] = {
    {4, "Milvus did not answer in time", "give it more with --timeout, and look at its logs"},
    {12, "a gRPC server answers that is not Milvus' (no such method)",
     "port 19530 is Milvus' gRPC port; 9091 serves health and metrics only"},
    {14, "the balancer does not get through to Milvus (unavailable)",
     "kubectl milvus-l7 status shows the backend; a plaintext backend behind HTTP2 looks like this"},
};

const Meaning* meaning_of(std::span<const Meaning> table, int code) {
  for (const Meaning& meaning : table) {
    if (meaning.code == code) return &meaning;
  }
  return nullptr;
}

void fail(Step& step, const Meaning* meaning, const std::string& otherwise) {
  step.failure = meaning ? meaning->failure : otherwise;
  step.fix = meaning ? meaning->fix : "see what answers there: kubectl milvus-l7 status";
}

/// Older servers say it with status 2.
bool wants_credentials(const CallAnswer& answer) {
  constexpr int unknown = 2, unauthenticated = 16;
  return answer.grpc_status == std::optional(unauthenticated) ||
         (answer.grpc_status == std::optional(unknown) &&
          answer.grpc_message.find("auth check failure") != std::string::npos);
}

}  // namespace

std::span<const Meaning> http_meanings() { return of_http; }

std::span<const Meaning> grpc_meanings() { return of_grpc; }

void describe(const Reply& reply, bool with_login, Step& step) {
  constexpr int ok = 200;
  const CallAnswer& answer = reply.answer;
  if (wants_credentials(answer)) {
    if (with_login) {
      step.failure = "Milvus is there and takes no such login";
      step.fix = "check name and password, or the token; without any, verify ends where Milvus asks for them";
    } else {
      step.seen = "Milvus is there and wants credentials (--milvus-token, --milvus-user)";
    }
    return;
  }
  if (!answer.grpc_status) {
    const std::string by = answer.server.empty() ? "" : " by " + answer.server;
    const std::string plain = "the answer is no gRPC: HTTP " + std::to_string(answer.http_status) + by;
    return fail(step, answer.http_status == ok ? nullptr : meaning_of(of_http, answer.http_status), plain);
  }
  constexpr int unimplemented = 12;
  if (answer.grpc_status == std::optional(unimplemented) && step.name != "GetVersion") {
    step.seen = "this Milvus is too old to know the call";
    return;
  }
  if (*answer.grpc_status != 0) {
    const std::string said = answer.grpc_message.empty() ? "" : ": " + answer.grpc_message;
    fail(step, meaning_of(of_grpc, *answer.grpc_status), "gRPC status " + std::to_string(*answer.grpc_status));
    step.failure += said;
    return;
  }
  if (reply.error_code != 0) {
    step.failure = "Milvus answers with error " + std::to_string(reply.error_code) + ": " + reply.reason;
    step.fix = "the way is right; look at Milvus' logs";
  } else if (step.name == "CheckHealth" && !reply.healthy) {
    step.failure = "Milvus is not healthy: " + joined(reply.reasons, "; ");
    step.fix = "the way is right; look at Milvus' logs";
  } else {
    step.seen = step.name == "CheckHealth" ? "healthy" : reply.version;
  }
}

}  // namespace l7::probe
