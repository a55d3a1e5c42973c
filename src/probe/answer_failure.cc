// Sources: gRPC's status codes (doc/statuscodes.md, http-grpc-status-mapping.md); Milvus' proxy (internal/proxy). What
// only the load balancers of one cloud answer is in that cloud's hints.

#include "probe/answer_failure.h"
#include "model/text.h"

#include <set>
#include <string>

namespace l7::probe {
namespace {

constexpr AnswerHint of_http[] = {
    {AnswerHint::no_http2, "the server does not offer HTTP/2 (ALPN h2), without which there is no gRPC",
     "behind a proxy of your own switch HTTP/2 on"},
    {400, "the balancer takes no gRPC: HTTP 400", ""},
    {401, "something before Milvus wants a login: HTTP 401", "see what the balancer authenticates (IAP, OIDC)"},
    {403, "a rule of the balancer refuses you: HTTP 403", ""},
    {404, "no rule of the balancer leads to Milvus for this host: HTTP 404, the default backend",
     "call it by the Ingress's host (--host), or add the host to the Ingress"},
    {415, "the answer comes from something that knows no gRPC: HTTP 415", "see what the Ingress's rule leads to"},
    {502, "the balancer does not get through to Milvus: HTTP 502",
     "the rule has to lead to Milvus' gRPC port (19530, not 9091): kubectl milvus-l7 check"},
    {503, "the balancer has no healthy backend: HTTP 503", "kubectl milvus-l7 status shows why"},
    {504, "Milvus did not answer the balancer in time: HTTP 504", "look at Milvus' logs and at --request-timeout-sec"},
};

constexpr AnswerHint of_grpc[] = {
    {4, "Milvus did not answer in time", "give it more with --timeout, and look at its logs"},
    {12, "a gRPC server answers that is not Milvus' (no such method)",
     "port 19530 is Milvus' gRPC port; 9091 serves health and metrics only"},
    {14, "the balancer does not get through to Milvus (unavailable)",
     "kubectl milvus-l7 status shows the backend; a plaintext backend behind HTTP2 looks like this"},
};

using Hints = std::span<const AnswerHint>;

/// What a cloud says goes before what is so everywhere.
Meaning meaning_of(int code, Hints of_clouds, Hints of_all) {
  Meaning meaning{code, "", ""};
  for (const Hints hints : {of_clouds, of_all}) {
    for (const AnswerHint& hint : hints) {
      if (hint.code != code) continue;
      if (meaning.failure.empty()) meaning.failure = hint.failure;
      if (!hint.fix.empty()) meaning.fix.append(meaning.fix.empty() ? "" : "; ").append(hint.fix);
    }
  }
  return meaning;
}

std::vector<Meaning> meanings(Hints of_clouds, Hints of_all) {
  std::set<int> codes;
  for (const Hints hints : {of_clouds, of_all}) {
    for (const AnswerHint& hint : hints) codes.insert(hint.code);
  }
  codes.erase(AnswerHint::no_http2);
  std::vector<Meaning> all;
  all.reserve(codes.size());
  for (const int code : codes) all.push_back(meaning_of(code, of_clouds, of_all));
  return all;
}

void fail(ProbeStep& step, const Meaning& meaning, const std::string& otherwise) {
  step.failure = meaning.failure.empty() ? otherwise : meaning.failure;
  step.fix = meaning.fix.empty() ? "see what answers there: kubectl milvus-l7 status" : meaning.fix;
}

/// Older servers say it with status 2.
bool wants_credentials(const CallAnswer& answer) {
  constexpr int unknown = 2, unauthenticated = 16;
  return answer.grpc_status == std::optional(unauthenticated) ||
         (answer.grpc_status == std::optional(unknown) &&
          answer.grpc_message.find("auth check failure") != std::string::npos);
}

}  // namespace

std::vector<Meaning> http_meanings(Hints hints) { return meanings(hints, of_http); }

std::vector<Meaning> grpc_meanings() { return meanings({}, of_grpc); }

Error no_http2(Hints hints) {
  const Meaning meaning = meaning_of(AnswerHint::no_http2, hints, of_http);
  return {meaning.failure, "", meaning.fix};
}

void describe(const Reply& reply, const VerifyRequest& request, ProbeStep& step) {
  constexpr int ok = 200;
  const CallAnswer& answer = reply.answer;
  if (wants_credentials(answer)) {
    if (!request.metadata.empty()) {
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
    return fail(step, answer.http_status == ok ? Meaning() : meaning_of(answer.http_status, request.hints, of_http),
                plain);
  }
  constexpr int unimplemented = 12;
  if (answer.grpc_status == std::optional(unimplemented) && step.name != "GetVersion") {
    step.seen = "this Milvus is too old to know the call";
    return;
  }
  if (*answer.grpc_status != 0) {
    const std::string said = answer.grpc_message.empty() ? "" : ": " + answer.grpc_message;
    fail(step, meaning_of(*answer.grpc_status, {}, of_grpc), "gRPC status " + std::to_string(*answer.grpc_status));
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
