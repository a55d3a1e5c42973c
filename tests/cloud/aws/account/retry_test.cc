#include "cloud/aws/account/retry.h"

#include "catch.h"

namespace l7::aws {
namespace {

kube::Response response(int status, const std::string& body = "") {
  kube::Response made;
  made.status = status;
  made.body = body;
  return made;
}

constexpr const char* throttled = R"({"__type":"ThrottlingException"})";

}  // namespace

TEST_CASE("what was throttled is sent again, whatever it is") {
  for (const Effect effect : {Effect::none, Effect::changes}) {
    const auto first = retry_delay(effect, nullptr, response(400, throttled), 1);
    const auto second = retry_delay(effect, nullptr, response(400, throttled), 2);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*second == 2 * *first);
    CHECK_FALSE(retry_delay(effect, nullptr, response(400, throttled), 5));
  }
}

TEST_CASE("what may have changed something is not") {
  const kube::Failure broken = {kube::Failure::Kind::broken, "EOF"};
  CHECK(retry_delay(Effect::none, nullptr, response(500), 1));
  CHECK(retry_delay(Effect::none, &broken, response(0), 1));
  CHECK_FALSE(retry_delay(Effect::changes, nullptr, response(500), 1));
  CHECK_FALSE(retry_delay(Effect::changes, &broken, response(0), 1));
}

TEST_CASE("what is final") {
  const kube::Failure refused = {kube::Failure::Kind::refused, "connection refused"};
  CHECK_FALSE(retry_delay(Effect::none, &refused, response(0), 1));
  CHECK_FALSE(retry_delay(Effect::none, nullptr, response(200), 1));
  CHECK_FALSE(retry_delay(Effect::none, nullptr, response(403, R"({"__type":"AccessDenied"})"), 1));
}

}  // namespace l7::aws
