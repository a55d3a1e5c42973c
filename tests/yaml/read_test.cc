// Reading as Kubernetes reads: YAML 1.1 by go-yaml v2, made JSON.

#include "edit_case.h"

namespace l7::yaml {
namespace {

std::string json(const std::string& text) { return to_json(read(text)); }

struct Reading {
  const char* text;
  const char* json;
};

TEST_CASE("a plain word is what Kubernetes takes it for") {
  const char* strings[] = {"a",     "yEs",   "tRUE",     "nULL",       "1a",  "0x",   "0xg",   "0b2",
                           "0o8",   "_1",    "-_",       "1e",         "1e+", ".",    "..",    "-a",
                           "+",     "1.2.3", "12:30:45", "2001-01-01", "=",   ".nAn", "-.nan", "0xfffffffffffffffff",
                           "1,000", "--1"};
  for (const char* text : strings) {
    INFO(text);
    CHECK(read(std::string("b: ") + text).find("b")->is_string());
  }
  const char* numbers[] = {"0",     "1",    "-1",    "+1",    "0755", "0o17", "0x1F",
                           "0XFF",  "-0x1", "0b101", "1_000", "1__0", "1_",   "-_1",
                           "1.5",   "-.5",  ".5",    "5.",    "1e3",  "1E+5", ".5e-1",
                           "1_0.5", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "9007199254740993"};
  for (const char* text : numbers) {
    INFO(text);
    const Value value = read(std::string("b: ") + text);
    CHECK(value.find("b")->kind() == Value::Kind::number);
    CHECK(value.find("b")->text() == text);
  }
  for (const char* text : {"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"}) {
    INFO(text);
    CHECK(json(std::string("b: ") + text) == R"({"b":true})");
  }
  for (const char* text : {"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"}) {
    INFO(text);
    CHECK(json(std::string("b: ") + text) == R"({"b":false})");
  }
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    INFO(text);
    CHECK(json(std::string("b: ") + text) == R"({"b":null})");
  }
}

TEST_CASE("documents are read as JSON") {
  const Reading readings[] = {
      {"", "null"},
      {"# c\n", "null"},
      {"---\n# c\n---\na: 1\n", "null"},
      {"a: 1\n...\nb: 2\n", R"({"a":1})"},
      {"a: 1\n---\nb: 2\n", R"({"a":1})"},
      {"--- a\n", R"("a")"},
      {"a: 1\n---\n}\n", R"({"a":1})"},
      // Neither Kubernetes nor yaml-cpp looks behind the first value.
      {"{a: 1}\nb: 2\n", R"({"a":1})"},
      {"{a: 1} # c\n# d\n\n...\n", R"({"a":1})"},
      {"a: \"1\"\nb: '2'\nc: |\n  3\n", R"({"a":"1","b":"2","c":"3\n"})"},
      {"on: 1\n1.50: 2\n\"q\": 3\n", R"({"true":1,"1.50":2,"q":3})"},
      {"a: 1\na: 2\nb: 3\n", R"({"a":2,"b":3})"},
      {"a: !!int \"5\"\nb: !!str 5\nc: !foo x\nd: !!str\n", R"({"a":5,"b":"5","c":"x","d":""})"},
      {"a: &x 1\nb: *x\nc: &x 2\nd: *x\n", R"({"a":1,"b":1,"c":2,"d":2})"},
      {"&k a: *k\n", R"({"a":"a"})"},
      {"a: &l {x: 1, z: 2}\nb: {z: 3, <<: *l}\n", R"({"a":{"x":1,"z":2},"b":{"z":2,"x":1}})"},
      {"a: &l {x: 1}\nb: {<<: *l, x: 2}\n", R"({"a":{"x":1},"b":{"x":2}})"},
      {"a: &l {x: 1}\nb: &m {x: 2, z: 3}\nc: {<<: [*l, *m]}\n", R"({"a":{"x":1},"b":{"x":2,"z":3},"c":{"x":1,"z":3}})"},
      {"a: \"\\x41\\u00e9\\U0001F600\\n\"\n", "{\"a\":\"A\xc3\xa9\xf0\x9f\x98\x80\\n\"}"},
      // Defect: yaml-cpp 0.7 gives bare bytes for these two.
      {"a: \"\\_\xc3\xa9\\N\\L\"\n", "{\"a\":\"\xc2\xa0\xc3\xa9\xc2\x85\xe2\x80\xa8\"}"},
      {"{a, b: [c, {d: e}], \"f\":1}", R"({"a":null,"b":["c",{"d":"e"}],"f":1})"},
      {"? a\n: b\n? c\n", R"({"a":"b","c":null})"},
      {"a:\n- b\n-\n- - c\n", R"({"a":["b",null,["c"]]})"},
      {"\xef\xbb\xbf"
       "a: 1\r\nb: |\r\n  c\r\n  d\r\n",
       R"({"a":1,"b":"c\nd\n"})"},
      {"a: >\n  x\n  y\n\n   z\n  w\n", R"({"a":"x y\n\n z\nw\n"})"},
      {"a: x\n  y\n\n  z\n", R"({"a":"x y\nz"})"},
  };
  for (const Reading& reading : readings) {
    INFO(reading.text);
    CHECK(json(reading.text) == reading.json);
  }
}

struct Unreadable {
  const char* name;
  std::string text;
  std::size_t line;
  const char* word;
};

TEST_CASE("what Kubernetes rejects or reads otherwise is refused, with its line") {
  const Unreadable documents[] = {
      {"invalid UTF-8", "a: 1\n# caf\xe9\n", 2, "not UTF-8"},
      {"overlong UTF-8", "a: \xc0\xaf\n", 1, "not UTF-8"},
      {"surrogate", "a: \xed\xa0\x80\n", 1, "not UTF-8"},
      {"cut UTF-8", "a: \xe4\xb8", 1, "not UTF-8"},
      {"control character", "a: 1\nb: 2\n# \x04\n", 3, "control character"},
      {"NUL", std::string("a: \0b\n", 6), 1, "control character"},
      {"DEL", "a: \x7f\n", 1, "control character"},
      // Defect: these were let through, and Kubernetes rejects them.
      {"C1 control character", "a: \xc2\x80\n", 1, "control character"},
      {"no character", "a: \xef\xbf\xbf\n", 1, "control character"},
      {"lone carriage return", "a: 1\nb: c\r  d: e\n", 2, "carriage return"},
      {"carriage return at the end", "a: 1\r", 1, "carriage return"},
      {"NEL", "a: \"x\xc2\x85y\"\n", 1, "line break"},
      {"line separator", "a: 1\nb: \xe2\x80\xa8\n", 2, "line break"},
      {"glued marker", "a: 1\n---foo: 1\n", 2, "glued"},
      {"glued marker first", "---foo: 1\n", 1, "glued"},
      {"tab as indentation", "a:\n\tb: 1\n", 2, "illegal map value"},
      {"wrong indentation", "a: 1\n b: 2\n", 2, "illegal map value"},
      {"unknown alias", "a: 1\nb: *x\n", 2, "anchor"},
      {"alias inside its anchor", "a: 1\nb: &x\n  c: *x\n", 3, "inside what it refers to"},
      // Defect: with a line break behind it, yaml-cpp takes the end of the text for the end of the quote.
      {"open quote", "a: 1\nb: \"c\n", 2, "not closed"},
      {"open quote with a tag", "a: !!str 'b\n", 1, "not closed"},
      {"open quote at the end", "a: \"b", 1, "EOF in scalar"},
  };
  for (const Unreadable& document : documents) {
    INFO(document.name);
    try {
      const Value value = read(document.text);
      FAIL_CHECK("it was read: " << to_json(value));
    } catch (const ReadError& error) {
      CHECK(error.line == document.line);
      CHECK(error.where == "line " + std::to_string(document.line));
      INFO(error.what());
      CHECK(std::string_view(error.what()).find(document.word) != std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace l7::yaml
