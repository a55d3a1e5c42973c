#include "catch.h"
#include "cloud/gcp/parts.h"

namespace l7::gcp {
namespace {

TEST_CASE("GKE has hints on these answers", "[gcp]") {
  struct Case {
    int code;
    const char* fix;
  };
  const Case cases[] = {{403, "Cloud Armor"}, {502, "tlsMode 1"}};
  REQUIRE(answer_hints().size() == std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CHECK(answer_hints()[i].code == cases[i].code);
    CHECK_THAT(std::string(answer_hints()[i].fix), ContainsSubstring(cases[i].fix));
  }
}

}  // namespace
}  // namespace l7::gcp
