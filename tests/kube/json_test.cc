#include "kube/json.h"

#include "catch.h"
#include "model/error.h"

namespace l7::kube {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_json(text);
    return "";
  } catch (const Error& error) {
    return error.where + ": " + error.what();
  }
}

TEST_CASE("JSON is read as it stands") {
  for (const char* text :
       {R"({"a":[1,-2.50,1e5,9007199254740993,123456789012345678901234567890],"b":{"c":null,"d":true,"e":false}})",
        R"([])", R"({})", R"("text")", R"(null)", R"(-0)", R"({"":""})", R"([[[]],{},"\u0001"])"}) {
    CHECK(to_json(parse_json(text)) == text);
  }
  CHECK(parse_json(R"("\u00e9\ud83d\ude00\/\n")").text() == "\u00e9\U0001F600/\n");
  CHECK(parse_json(" {\n} ").is_map());
}

TEST_CASE("half a surrogate pair is no character") {
  CHECK(parse_json(R"("a\ude00\udc00b\ud7ff\ue000")").text() == "a\uFFFD\uFFFDb\uD7FF\uE000");
  CHECK(parse_json(R"({"\udc00":1})").find("\uFFFD"));
}

TEST_CASE("of members with one name the last counts") {
  CHECK(to_json(parse_json(R"({"a":1,"b":2,"a":3,"c":4,"a":5})")) == R"({"b":2,"c":4,"a":5})");
  std::string many = "{";
  for (int i = 0; i < 50000; ++i) many += R"("k":1,)";
  CHECK(to_json(parse_json(many + R"("k":2})")) == R"({"k":2})");
}

TEST_CASE("broken JSON is refused with its place and without its text") {
  CHECK_THAT(refusal("{\"password\":\n  hunter2}"), ContainsSubstring("line 2, column 3: invalid JSON"));
  CHECK_THAT(refusal("{\"password\":\n  hunter2}"), !ContainsSubstring("hunter2"));
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[1,]"), std::string("{\"a\" 1}"), std::string("{} {}"),
        std::string("01"), std::string("1."), std::string("nul"), std::string("'a'"), std::string("\"\\x\""),
        std::string("\"\xff\""), std::string("\"\xed\xa0\x80\""), std::string("\"\\ud800\""), std::string("{}\0{}", 5),
        std::string("[NaN]"), std::string("[1 /* */]")}) {
    INFO(text);
    CHECK_THAT(refusal(text), ContainsSubstring("invalid JSON"));
  }
}

TEST_CASE("depth is limited") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(refusal(nested(400)).empty());
  CHECK_THAT(refusal(nested(501)), ContainsSubstring("nested more than 500 levels deep"));
  CHECK_THAT(refusal(std::string(5'000'000, '[')), ContainsSubstring("levels deep"));
  CHECK_THAT(refusal(std::string(100'000, '{')), ContainsSubstring("invalid JSON"));
}

TEST_CASE("short values take room too") {
  std::string many = "[0";
  for (int i = 0; i < 2'000'000; ++i) many += ",0";
  CHECK_THAT(refusal(many + ']'), ContainsSubstring("holds more than 2000000 values"));
}

TEST_CASE("a list's items are handed over one by one") {
  std::vector<std::string> items;
  const auto visit = [&](const Value& item) { items.push_back(to_json(item)); };
  const Value rest = parse_list(
      R"({"kind":"PodList","items":[{"items":[1,2],"metadata":{}},[],"x"],"metadata":{"continue":"t","items":[3]}})",
      visit);
  CHECK(items == std::vector<std::string>{R"({"items":[1,2],"metadata":{}})", "[]", R"("x")"});
  CHECK(to_json(rest) == R"({"kind":"PodList","metadata":{"continue":"t","items":[3]}})");
  items.clear();
  CHECK(to_json(parse_list(R"({"items":null,"metadata":{}})", visit)) == R"({"metadata":{}})");
  CHECK(items.empty());
  CHECK_THROWS_AS(parse_list("[]", visit), Error);
  for (const char* none : {"{}", R"({"items":{}})", R"({"items":"x"})", R"({"items":[],"items":1})"}) {
    CHECK_THROWS_AS(parse_list(none, visit), Error);
  }
  CHECK_THROWS_AS(parse_list(R"({"items":[{}],)", visit), Error);
}

TEST_CASE("what a visitor throws goes through") {
  CHECK_THROWS_AS(parse_list(R"({"items":[1]})", [](const Value&) { throw std::out_of_range("stop"); }),
                  std::out_of_range);
}

}  // namespace
}  // namespace l7::kube
