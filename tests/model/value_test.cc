#include "model/value.h"

#include "catch.h"
#include "model/error.h"

namespace l7 {
namespace {

Value sample() {
  return Value::map({{"spec", Value::map({{"type", "NodePort"},
                                          {"ports", Value::list({Value::map({{"port", 1}, {"name", "a"}}),
                                                                 Value::map({{"port", 2}, {"name", "b"}})})},
                                          {"empty", Value()}})}});
}

TEST_CASE("Value finds what stands at a path", "[value]") {
  struct Case {
    Path path;
    const char* json;  // nullptr: nothing stands there
  };
  const Case cases[] = {
      {{"spec", "type"}, "\"NodePort\""},
      {{"spec", "ports", std::size_t{1}, "port"}, "2"},
      {{"spec", "ports", std::size_t{1}}, R"({"port":2,"name":"b"})"},
      {{"spec", "empty"}, "null"},
      {{"spec", "ports", std::size_t{2}}, nullptr},
      {{"spec", "ports", "0"}, nullptr},
      {{"spec", std::size_t{0}}, nullptr},
      {{"spec", "type", "deeper"}, nullptr},
      {{"spec", "empty", "deeper"}, nullptr},
      {{"nothing"}, nullptr},
  };
  const Value value = sample();
  for (const Case& c : cases) {
    INFO(to_string(c.path));
    const Value* found = value.find(c.path);
    REQUIRE((found != nullptr) == (c.json != nullptr));
    if (found) CHECK(to_json(*found) == c.json);
  }
  CHECK(value.find(Path{}) == &value);
}

TEST_CASE("Value gives the text of scalars only", "[value]") {
  const Value value = sample();
  CHECK(value.text_at({"spec", "type"}) == "NodePort");
  CHECK(value.text_at({"spec", "ports", std::size_t{0}, "port"}) == "1");
  CHECK(value.text_at({"spec", "ports"}).empty());
  CHECK(value.text_at({"spec", "empty"}).empty());
  CHECK(value.text_at({"spec", "missing"}).empty());
  CHECK(Value(true).text() == "true");
}

TEST_CASE("Value gives items and numbers at a path", "[value]") {
  const Value value = Value::map(
      {{"spec", Value::map({{"ports", Value::list({1, 2})}, {"replicas", 3}, {"text", "4"}, {"word", "x"}})}});
  CHECK(value.items_at({"spec", "ports"}) == std::vector<Value>{1, 2});
  CHECK(value.items_at({"spec"}).empty());
  CHECK(value.items_at({"spec", "replicas"}).empty());
  CHECK(value.items_at({"status", "conditions"}).empty());
  CHECK(value.number_at({"spec", "replicas"}, 7) == 3);
  CHECK(value.number_at({"spec", "ports", std::size_t{1}}, 7) == 2);
  CHECK(value.number_at({"spec", "text"}, 7) == 4);
  CHECK(value.number_at({"spec", "word"}, 7) == 7);
  CHECK(value.number_at({"spec", "missing"}, 7) == 7);
}

TEST_CASE("Value sets members in place and appends new ones", "[value]") {
  struct Case {
    Path path;
    Value value;
    const char* json;
  };
  const Case cases[] = {
      {{"a"}, 9, R"({"a":9,"b":{"c":[1,2]}})"},
      {{"b", "c", std::size_t{1}}, "x", R"({"a":1,"b":{"c":[1,"x"]}})"},
      {{"b", "d"}, true, R"({"a":1,"b":{"c":[1,2],"d":true}})"},
      {{"n", "e", "w"}, Value(), R"({"a":1,"b":{"c":[1,2]},"n":{"e":{"w":null}}})"},
      {{}, "all", "\"all\""},
  };
  for (const Case& c : cases) {
    Value value = Value::map({{"a", 1}, {"b", Value::map({{"c", Value::list({1, 2})}})}});
    value.set(c.path, c.value);
    CHECK(to_json(value) == c.json);
  }
}

TEST_CASE("Value makes a map of null and of nothing else", "[value]") {
  Value null;
  null.set("a", 1);
  CHECK(to_json(null) == R"({"a":1})");
  Value inner = Value::map({{"a", Value()}});
  inner.set(Path{"a", "b"}, 2);
  CHECK(to_json(inner) == R"({"a":{"b":2}})");
  Value text("text");
  CHECK_THROWS_AS(text.set("a", 1), Error);
  CHECK_THROWS_WITH(text.set(Path{"a", "b"}, 1), ContainsSubstring("on the way to a.b"));
  Value list = Value::list({1});
  CHECK_THROWS_AS(list.set(Path{std::size_t{1}}, 1), Error);
  CHECK_THROWS_AS(list.set("a", 1), Error);
}

TEST_CASE("Value removes what is there and says whether it was", "[value]") {
  struct Case {
    Path path;
    bool removed;
    const char* json;
  };
  const Case cases[] = {
      {{"a"}, true, R"({"b":[1,{"c":2}]})"},
      {{"b", std::size_t{0}}, true, R"({"a":1,"b":[{"c":2}]})"},
      {{"b", std::size_t{1}, "c"}, true, R"({"a":1,"b":[1,{}]})"},
      {{"b", std::size_t{2}}, false, R"({"a":1,"b":[1,{"c":2}]})"},
      {{"x"}, false, R"({"a":1,"b":[1,{"c":2}]})"},
      {{"x", "y"}, false, R"({"a":1,"b":[1,{"c":2}]})"},
      {{"a", "y"}, false, R"({"a":1,"b":[1,{"c":2}]})"},
      {{}, false, R"({"a":1,"b":[1,{"c":2}]})"},
  };
  for (const Case& c : cases) {
    INFO(to_string(c.path));
    Value value = Value::map({{"a", 1}, {"b", Value::list({1, Value::map({{"c", 2}})})}});
    CHECK(value.remove(c.path) == c.removed);
    CHECK(to_json(value) == c.json);
  }
}

TEST_CASE("Value equality ignores the order of keys and nothing else", "[value]") {
  struct Case {
    Value a;
    Value b;
    bool equal;
  };
  const Case cases[] = {
      {Value::map({{"a", 1}, {"b", 2}}), Value::map({{"b", 2}, {"a", 1}}), true},
      {Value::map({{"a", 1}}), Value::map({{"a", 1}, {"b", Value()}}), false},
      {Value::map({{"a", 1}, {"b", 2}}), Value::map({{"a", 1}, {"c", 2}}), false},
      {Value::map({{"a", Value::map({{"x", 1}, {"y", 2}})}}), Value::map({{"a", Value::map({{"y", 2}, {"x", 1}})}}),
       true},
      {Value::list({1, 2}), Value::list({2, 1}), false},
      {Value::list({1}), Value::list({1, 1}), false},
      {1, "1", false},
      {Value(true), "true", false},
      {Value(), Value::map(), false},
      {Value::list(), Value::map(), false},
      {Value(), "", false},
      {Value::number("1.0"), Value::number("1"), false},
      {Value::number("12345678901234567890"), Value::number("12345678901234567890"), true},
  };
  for (const Case& c : cases) {
    INFO(to_json(c.a) << " and " << to_json(c.b));
    CHECK((c.a == c.b) == c.equal);
    CHECK((c.b == c.a) == c.equal);
  }
}

TEST_CASE("Value reads whole decimal numbers within int", "[value]") {
  struct Case {
    Value value;
    int number;
  };
  constexpr int otherwise = -7;
  const Case cases[] = {
      {19530, 19530},
      {"19530", 19530},
      {0, 0},
      {"0", 0},
      {Value::number("2147483647"), 2147483647},
      {Value::number("-2147483648"), -2147483647 - 1},
      {Value::number("2147483648"), otherwise},
      {"99999999999999999999", otherwise},
      {"", otherwise},
      {"1 ", otherwise},
      {" 1", otherwise},
      {"+1", otherwise},
      {"1.0", otherwise},
      {"1e3", otherwise},
      {"0x10", otherwise},
      {"milvus", otherwise},
      {Value(true), otherwise},
      {Value(), otherwise},
      {Value::list({1}), otherwise},
      {Value::map({{"a", 1}}), otherwise},
  };
  for (const Case& c : cases) {
    INFO(to_json(c.value));
    CHECK(c.value.as_int(otherwise) == c.number);
  }
}

TEST_CASE("Value is true only as a boolean", "[value]") {
  CHECK(Value(true).is_true());
  CHECK_FALSE(Value(false).is_true());
  CHECK_FALSE(Value("true").is_true());
  CHECK_FALSE(Value(1).is_true());
}

TEST_CASE("Value writes compact JSON with every escape", "[value]") {
  struct Case {
    Value value;
    const char* json;
  };
  const Case cases[] = {
      {Value(), "null"},
      {Value(false), "false"},
      {Value::number("1.50"), "1.50"},
      {Value::list(), "[]"},
      {Value::map(), "{}"},
      {Value::list({1, "a", Value()}), R"([1,"a",null])"},
      {Value::map({{"z", 1}, {"a", Value::list({Value::map()})}}), R"({"z":1,"a":[{}]})"},
      {"", "\"\""},
      {"quote \" and \\", R"("quote \" and \\")"},
      {"line\nreturn\rtab\t", R"("line\nreturn\rtab\t")"},
      {std::string("\x01\x1f\x00", 3), R"("\u0001\u001f\u0000")"},
      {"\x7f", "\"\x7f\""},
      {"gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\""},
      {Value::map({{"a\"b", 1}}), R"({"a\"b":1})"},
  };
  for (const Case& c : cases) CHECK(to_json(c.value) == c.json);
}

}  // namespace
}  // namespace l7
