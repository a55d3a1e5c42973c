#include "cloud/aws/account/words.h"

#include "catch.h"

namespace l7::aws {

using Words = std::vector<std::string>;

TEST_CASE("words of a command") {
  CHECK(words_of("a  b\tc\n") == Words{"a", "b", "c"});
  CHECK(words_of("\"/my folder/x\" 'it''s' a\\ b") == Words{"/my folder/x", "its", "a b"});
  CHECK(words_of(R"("a\"b\\c\d" '\n')") == Words{R"(a"b\c\d)", "\\n"});
  CHECK(words_of("a '' \"\"b") == Words{"a", "", "b"});
  CHECK(words_of("$HOME ~/x | y") == Words{"$HOME", "~/x", "|", "y"});
  CHECK(words_of("") == Words{});
}

TEST_CASE("a quote without an end is no word") {
  CHECK_FALSE(words_of("a 'b"));
  CHECK_FALSE(words_of("\"a\\\""));
  CHECK_FALSE(words_of("a\\"));
}

}  // namespace l7::aws
