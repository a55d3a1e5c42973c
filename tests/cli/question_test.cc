#include "cli/question.h"

#include <sstream>

#include "catch.h"

namespace l7::cli {
namespace {

TEST_CASE("only y and yes are yes") {
  const std::pair<const char*, bool> answers[] = {
      {"y\n", true},  {"yes\n", true}, {"Y\n", true},   {" YES \r\n", true}, {"y", true},     {"\n", false},
      {"n\n", false}, {"", false},     {"no\n", false}, {"yep\n", false},    {"yy\n", false}, {"\ny\n", false},
  };
  for (const auto& [answer, wanted] : answers) {
    std::istringstream in(answer);
    std::ostringstream out;
    CHECK(confirmed(in, out, "Apply?") == wanted);
    CHECK(out.str().starts_with("Apply? [y/N] "));
  }
}

TEST_CASE("the end of input ends the line of the question") {
  std::istringstream in("");
  std::ostringstream out;
  confirmed(in, out, "Apply?");
  CHECK(out.str() == "Apply? [y/N] \n");
}

}  // namespace
}  // namespace l7::cli
