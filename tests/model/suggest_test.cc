#include "model/suggest.h"

#include <string>

#include "catch.h"

namespace l7 {
namespace {

constexpr std::string_view known[] = {"--cloud",   "--host", "--release", "--request-timeout-sec",
                                      "--subnets", "gcp",    "aws"};

TEST_CASE("the nearest name is suggested") {
  const struct {
    std::string word, nearest;
  } cases[] = {{"--hots", "--host"},
               {"--hosts", "--host"},
               {"--hst", "--host"},
               {"--cluod", "--cloud"},
               {"--relaese", "--release"},
               {"--request-timeout", "--request-timeout-sec"},
               {"gpc", "gcp"},
               {"awss", "aws"},
               {"--subnet", "--subnets"},
               {"azure", ""},
               {"", ""},
               {"x", ""},
               {"--verbose", ""},
               {std::string(1000, 'x'), ""}};
  for (const auto& [word, wanted] : cases) {
    INFO(word);
    CHECK(nearest(word, known) == wanted);
  }
}

TEST_CASE("the nearer of two names is suggested, whatever their order") {
  constexpr std::string_view two[] = {"--hosted", "--host"};
  constexpr std::string_view swapped[] = {"--host", "--hosted"};
  CHECK(nearest("--hots", two) == "--host");
  CHECK(nearest("--hots", swapped) == "--host");
}

TEST_CASE("nothing is near nothing") { CHECK(nearest("--host", {}).empty()); }

TEST_CASE("a suggestion ends a message") {
  CHECK(did_you_mean("--host") == "; did you mean --host?");
  CHECK(did_you_mean("").empty());
}

}  // namespace
}  // namespace l7
