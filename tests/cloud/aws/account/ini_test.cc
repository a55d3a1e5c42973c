#include "cloud/aws/account/ini.h"

#include "catch.h"
#include "model/error.h"

namespace l7::aws {

TEST_CASE("sections and settings") {
  const Sections sections = parse_ini(
      "\xef\xbb\xbf# comment\n"
      "[default]\r\n"
      "Region = eu-west-1\r\n"
      "; another\n"
      "key:value\n"
      "equal = a = b # not a comment\n"
      "\n"
      "[ profile x ]\n"
      "  indented = yes\n"
      "empty =\n"
      "[default]\n"
      "region=us-east-1\n");
  REQUIRE(sections.size() == 2);
  CHECK(sections.at("default") ==
        Section{{"region", "us-east-1"}, {"key", "value"}, {"equal", "a = b # not a comment"}});
  CHECK(sections.at("profile x") == Section{{"indented", "yes"}, {"empty", ""}});
}

TEST_CASE("what is indented belongs to the setting before it") {
  const Sections sections = parse_ini(
      "[a]\n"
      "s3 =\n"
      "  region = nested\n"
      "  # comment\n"
      "  aws_access_key_id = nested\n"
      "region = outer\n"
      "text = one\n"
      "\ttwo\n");
  CHECK(sections.at("a") ==
        Section{{"s3", "\nregion = nested\naws_access_key_id = nested"}, {"region", "outer"}, {"text", "one\ntwo"}});
}

TEST_CASE("a line that is nothing is named and not shown") {
  for (const char* text : {"[a]\nsecret-thing", "key = value", "[a\n", "[a]\n= value"}) {
    try {
      parse_ini(text);
      FAIL(text);
    } catch (const Error& error) {
      const std::string what = error.what();
      CHECK(what.starts_with("line "));
      CHECK(what.find("secret-thing") == std::string::npos);
    }
  }
}

TEST_CASE("no text, no sections") { CHECK(parse_ini("").empty()); }

}  // namespace l7::aws
