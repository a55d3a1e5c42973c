#include "model/duration.h"

#include "catch.h"

namespace l7 {
namespace {

using namespace std::chrono;

TEST_CASE("durations are Go's, and a bare number is seconds") {
  const struct {
    const char* text;
    nanoseconds length;
  } cases[] = {
      {"5", seconds(5)},       {"+5", seconds(5)},           {"0", seconds(0)},
      {"-0", seconds(0)},      {"90s", seconds(90)},         {"1.5h", minutes(90)},
      {"2m30s", seconds(150)}, {"1h1.5s", 3601500ms},        {"300ms", 300ms},
      {".5s", 500ms},          {"5.s", seconds(5)},          {"-1s", seconds(-1)},
      {"100us", 100us},        {"7\xc2\xb5s", 7us},          {"7\xce\xbcs", 7us},
      {"1ns", nanoseconds(1)}, {"2540400h", hours(2540400)},
  };
  for (const auto& [text, length] : cases) {
    INFO(text);
    const auto parsed = parse_duration(text);
    REQUIRE(parsed);
    CHECK(parsed->count() == length.count());
  }
}

TEST_CASE("what is no duration") {
  for (const char* text : {"",
                           "-",
                           "+",
                           "abc",
                           "soon",
                           "1d",
                           "5x",
                           "-5",
                           "1s2",
                           "1.5",
                           ".s",
                           ".",
                           "1..5s",
                           "s",
                           "\xc2\xb5s",
                           " 1s",
                           "1 s",
                           "--1s",
                           "99999999999999999999h",
                           "2562048h"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
  CHECK_FALSE(parse_duration(std::string(400, '9') + "s"));
  CHECK_FALSE(parse_duration("0." + std::string(400, '9') + "s"));
}

}  // namespace
}  // namespace l7
