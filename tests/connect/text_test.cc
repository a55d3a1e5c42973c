#include "connect/text.h"

#include "catch.h"
#include "model/text.h"

namespace l7::connect {
namespace {

TEST_CASE("Places in a text are filled, and what is put there is not looked into") {
  CHECK(filled("a @x@ b @y@ @z@ @", {{"x", "@y@"}, {"y", "2"}}) == "a @y@ b 2 @z@ @");
  CHECK(filled("@x@x@", {{"x", "1"}}) == "1x@");
}

TEST_CASE("A line for nothing goes") {
  CHECK(filled("a\n@x@\nb\n", {{"x", ""}}) == "a\nb\n");
  CHECK(filled("a\n@x@@y@\nb\n", {{"x", ""}, {"y", ""}}) == "a\nb\n");
  CHECK(filled("a@x@\nb\n", {{"x", ""}}) == "a\nb\n");
}

TEST_CASE("Literals say what the text does") {
  const struct {
    std::string text, python, java, shell;
  } cases[] = {
      {"ca.crt", R"("ca.crt")", R"("ca.crt")", "'ca.crt'"},
      {"", R"("")", R"("")", "''"},
      {R"(a"b\c'd)", R"("a\"b\\c'd")", R"("a\"b\\c'd")", R"('a"b\c'\''d')"},
      {R"(C:\users\u0041)", R"("C:\\users\\u0041")", R"("C:\\users\\u0041")", R"('C:\users\u0041')"},
      {"a\nb\x01\x7f", R"("a\nb\x01\x7f")", R"("a\nb\001\177")", "'a\nb\x01\x7f'"},
      {"$(rm) `x` %s", R"("$(rm) `x` %s")", R"("$(rm) `x` %s")", "'$(rm) `x` %s'"},
      {"\xc3\xa9\xf0\x9f\x90\xa6", "\"\xc3\xa9\xf0\x9f\x90\xa6\"", R"("\u00e9\ud83d\udc26")",
       "'\xc3\xa9\xf0\x9f\x90\xa6'"},
      {"a\xef\xbb\xbf", R"("a\ufeff")", R"("a\ufeff")", "'a\xef\xbb\xbf'"},
  };
  for (const auto& [text, python, java, shell] : cases) {
    CHECK(quoted(text) == python);
    CHECK(java_quoted(text) == java);
    CHECK(shell_quoted(text) == shell);
  }
}

}  // namespace
}  // namespace l7::connect
