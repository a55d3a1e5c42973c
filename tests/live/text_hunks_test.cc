#include "live/text_hunks.h"

#include <random>

#include "catch.h"

namespace l7::live {
namespace {

using Hunks = std::vector<TextHunk>;

TEST_CASE("a hunk for each edit", "[undo]") {
  CHECK(hunks_between("", "").empty());
  CHECK(hunks_between("a\n", "a\n").empty());
  CHECK(hunks_between("a\nb\n", "a\nx\nb\n") == Hunks{{2, "", "x\n"}});
  CHECK(hunks_between("a\nx\nb\n", "a\nb\n") == Hunks{{2, "x\n", ""}});
  CHECK(hunks_between("mode: 0\nsecret\nport: 1\n", "mode: 1\nsecret\nport: 8080\n") ==
        Hunks{{6, "0", "1"}, {21, "1", "8080"}});
  CHECK(hunks_between("{mode: 0, secret: s, port: 1}", "{mode: 1, secret: s, port: 8}") ==
        Hunks{{7, "0", "1"}, {27, "1", "8"}});
  CHECK(hunks_between("a", "a\n") == Hunks{{1, "", "\n"}});
}

TEST_CASE("hunks never part a character", "[undo]") {
  // Both begin with the same byte.
  const Hunks hunks = hunks_between("x: \xc3\xa4\n", "x: \xc3\xb6\n");
  CHECK(hunks == Hunks{{3, "\xc3\xa4", "\xc3\xb6"}});
}

TEST_CASE("any text comes back from its hunks", "[undo]") {
  std::minstd_rand random(1);
  const auto text = [&] {
    std::string made;
    for (auto length = random() % 40; length > 0; --length) made += "ab: {}\n\n"[random() % 8];
    return made;
  };
  for (int i = 0; i < 500; ++i) {
    const std::string before = text();
    const std::string after = text();
    CHECK(without_hunks(after, hunks_between(before, after)) == before);
  }
}

TEST_CASE("another text at the place of a hunk is seen", "[undo]") {
  CHECK_FALSE(without_hunks("ab", {{1, "", "x"}}));
  CHECK_FALSE(without_hunks("ab", {{3, "", ""}}));
}

}  // namespace
}  // namespace l7::live
