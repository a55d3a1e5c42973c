#include "probe/answer_failure.h"

#include "catch.h"

namespace l7::probe {
namespace {

Reply http(int status, const std::string& server = "") {
  Reply reply;
  reply.answer.http_status = status;
  reply.answer.server = server;
  return reply;
}

Reply grpc(int status, const std::string& message = "") {
  Reply reply = http(200);
  reply.answer.grpc_status = status;
  reply.answer.grpc_message = message;
  return reply;
}

ProbeStep described(const Reply& reply, std::string_view name = "GetVersion", const VerifyRequest& request = {}) {
  ProbeStep step;
  step.name = name;
  describe(reply, request, step);
  return step;
}

}  // namespace

TEST_CASE("each answer that is not Milvus' is explained") {
  struct Case {
    Reply reply;
    const char* failure;
    const char* fix;
  };
  const Case cases[] = {
      {http(502), "the balancer does not get through to Milvus: HTTP 502", "19530"},
      {http(464), "the answer is no gRPC: HTTP 464", "status"},
      {http(400), "takes no gRPC", "status"},
      {http(404), "default backend", "--host"},
      {http(403), "refuses you", "status"},
      {http(503), "no healthy backend", "status"},
      {http(200, "nginx"), "the answer is no gRPC: HTTP 200 by nginx", "status"},
      {http(418), "the answer is no gRPC: HTTP 418", "status"},
      {grpc(12), "not Milvus'", "19530"},
      {grpc(14, "upstream reset"), "unavailable): upstream reset", "plaintext backend"},
      {grpc(13, "oops"), "gRPC status 13: oops", "status"},
  };
  for (const Case& c : cases) {
    const ProbeStep step = described(c.reply);
    INFO(step.failure << " / " << step.fix);
    CHECK_THAT(step.failure, ContainsSubstring(c.failure));
    CHECK_THAT(step.fix, ContainsSubstring(c.fix));
  }
}

TEST_CASE("clouds add what they know of an answer, each before what is so with every balancer") {
  VerifyRequest request;
  request.hints = {{464, "not this protocol", "set it"},
                   {502, "", "one"},
                   {502, "", "two"},
                   {AnswerHint::no_http2, "", "keep it on"}};
  const ProbeStep own = described(http(464), "GetVersion", request);
  CHECK(own.failure == "not this protocol");
  CHECK(own.fix == "set it");
  const ProbeStep joined = described(http(502), "GetVersion", request);
  CHECK(joined.failure == described(http(502)).failure);
  CHECK(joined.fix == "one; two; " + described(http(502)).fix);
  CHECK(no_http2(request.hints).fix == "keep it on; " + no_http2({}).fix);

  const std::vector<Meaning> listed = http_meanings(request.hints);
  CHECK(listed.front().code == 400);
  CHECK(listed.size() == http_meanings({}).size() + 1);
}

TEST_CASE("Milvus that wants credentials is reached") {
  for (const Reply& reply :
       {grpc(16, "missing authorization in header"), grpc(2, "auth check failure, please check")}) {
    const ProbeStep step = described(reply);
    CHECK(step.failure.empty());
    CHECK_THAT(step.seen, ContainsSubstring("wants credentials"));
  }
  CHECK_FALSE(described(grpc(2, "something else")).failure.empty());
}

TEST_CASE("Milvus that was given credentials, and wants others, refuses them") {
  for (const Reply& reply : {grpc(16, "auth check failure"), grpc(2, "auth check failure, please check")}) {
    VerifyRequest request;
    request.metadata = {{"authorization", "any"}};
    const ProbeStep step = described(reply, "GetVersion", request);
    CHECK(step.failure == "Milvus is there and takes no such login");
    CHECK(step.seen.empty());
  }
}

TEST_CASE("what Milvus itself says") {
  Reply version = grpc(0);
  version.version = "v2.6.15";
  CHECK(described(version).seen == "v2.6.15");
  Reply broken = grpc(0);
  broken.error_code = 65535;
  broken.reason = "Milvus Proxy is not ready yet";
  CHECK_THAT(described(broken).failure, ContainsSubstring("error 65535: Milvus Proxy is not ready yet"));
  Reply ill = grpc(0);
  ill.reasons = {"querynode is gone", "quota"};
  CHECK(described(ill, "CheckHealth").failure == "Milvus is not healthy: querynode is gone; quota");
  ill.healthy = true;
  CHECK(described(ill, "CheckHealth").seen == "healthy");
}

TEST_CASE("a call that came after GetVersion is no failure of an older Milvus") {
  for (const char* name : {"CheckHealth", "Connect"}) {
    const ProbeStep step = described(grpc(12, "unknown method"), name);
    CHECK(step.failure.empty());
    CHECK(step.seen.find("too old") != std::string::npos);
  }
}

}  // namespace l7::probe
