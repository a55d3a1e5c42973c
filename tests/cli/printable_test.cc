#include "cli/printable.h"

#include "catch.h"

namespace l7::cli {
namespace {

constexpr const char* replacement = "\xEF\xBF\xBD";

TEST_CASE("UTF-8 stays, anything else is replaced byte by byte") {
  const struct {
    std::string text, valid;
  } cases[] = {
      {"", ""},
      {"plain\n", "plain\n"},
      {"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"},
      {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"},
      {"\xff", replacement},
      {"a\x80z", std::string("a") + replacement + 'z'},
      {"\xc3", replacement},
      {"\xe2\x82", std::string(replacement) + replacement},
      {"\xf0\x9f\x98", std::string(replacement) + replacement + replacement},
      {"\xc0\xaf", std::string(replacement) + replacement},
      {"\xe0\x80\xaf", std::string(replacement) + replacement + replacement},
      {"\xed\xa0\x80", std::string(replacement) + replacement + replacement},
      {"\xf4\x90\x80\x80", std::string(replacement) + replacement + replacement + replacement},
      {"\xf5\x80\x80\x80", std::string(replacement) + replacement + replacement + replacement},
      {"\xc3(", std::string(replacement) + '('},
  };
  for (const auto& [text, valid] : cases) CHECK(valid_utf8(text) == valid);
}

TEST_CASE("control characters are spelled out") {
  CHECK(printable("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\x9b31m");
  CHECK(printable("\xc2\xa0\xc3\xa4") == "\xc2\xa0\xc3\xa4");
  CHECK(printable("a\xc2") == std::string("a") + replacement);
}

TEST_CASE("marks that turn text around are spelled out") {
  CHECK(printable("a\xe2\x80\xae"
                  "b") == "a\\u202eb");
  CHECK(printable("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c") == "\\u2066\\u2069\\u200e\\u200f\\u061c");
  CHECK(printable("\xe2\x80\xa8") == "\\u2028");
  // Their neighbours: a joiner, as in emoji, and a dash.
  CHECK(printable("\xe2\x80\x8d\xe2\x80\x94") == "\xe2\x80\x8d\xe2\x80\x94");
  CHECK(visible("\x1b\xc2\x9b\xe2\x80\xae") == "\\u001b\\u009b\\u202e");
}

}  // namespace
}  // namespace l7::cli
