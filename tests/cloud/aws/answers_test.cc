#include "catch.h"
#include "cloud/aws/parts.h"

namespace l7::aws {
namespace {

TEST_CASE("an ALB has hints on these answers", "[aws]") {
  struct Case {
    int code;
    const char* fix;
  };
  const Case cases[] = {{AnswerHint::no_http2, "routing.http2.enabled"},
                        {400, "GRPC"},
                        {403, "--inbound-cidrs"},
                        {464, "protocol version GRPC"}};
  REQUIRE(answer_hints().size() == std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CHECK(answer_hints()[i].code == cases[i].code);
    CHECK_THAT(std::string(answer_hints()[i].fix), ContainsSubstring(cases[i].fix));
  }
}

}  // namespace
}  // namespace l7::aws
