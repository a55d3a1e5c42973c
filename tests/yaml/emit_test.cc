// New text: what is emitted is read again as it was, here and by Kubernetes.

#include "yaml/emit.h"
#include "edit_case.h"

namespace l7::yaml {
namespace {

TEST_CASE("strings are always quoted, and nothing else is") {
  CHECK(emit_scalar("a") == "\"a\"");
  CHECK(emit_scalar("true") == "\"true\"");
  CHECK(emit_scalar("") == "\"\"");
  CHECK(emit_scalar("{\"a\": 1}") == "'{\"a\": 1}'");
  CHECK(emit_scalar("a\\b") == "'a\\b'");
  CHECK(emit_scalar("\"it's\"") == "\"\\\"it's\\\"\"");
  CHECK(emit_scalar("a\tb\"") == "\"a\\tb\\\"\"");
  CHECK(emit_scalar(1) == "1");
  CHECK(emit_scalar(false) == "false");
  CHECK(emit_scalar(Value()) == "null");
  CHECK(emit_scalar(Value::number("1e3")) == "1e3");
}

TEST_CASE("keys are quoted where a bare word would be something else") {
  for (const char* key : {"a", "a.b/c-d_e", "cloud.google.com/neg", "a1"}) {
    INFO(key);
    CHECK(emit_key(key) == key);
  }
  for (const char* key :
       {"", "1", "0x1F", "true", "y", "N", "on", "null", "-a", ".inf", "a b", "a:", "<<", "#", "1e3"}) {
    INFO(key);
    CHECK(emit_key(key) == '"' + std::string(key) + '"');
  }
}

TEST_CASE("a text of lines is a literal where Kubernetes would read it back") {
  for (const char* text : {"a\n", "a\nb", "a\n\nb\n\n", "a\n  b\n", "a\n\tb\n", "# c\n"}) {
    INFO(text);
    CHECK(is_literal(text));
    CHECK(read("x:" + emit_value(text, 0, "\n") + "\nz: 1\n").find("x")->text() == text);
  }
  for (const char* text :
       {"", "a", " a\n", "\ta\n", "\n", "\na\n", "a \nb\n", "a\nb ", "a\r\n", "a\n\x7f\n", "a\n \n"}) {
    INFO(text);
    CHECK_FALSE(is_literal(text));
  }
  CHECK_FALSE(is_literal(1));
}

TEST_CASE("a document is emitted in block style") {
  const Value value = Value::map(
      {{"apiVersion", "v1"},
       {"metadata", Value::map({{"annotations", Value::map({{"a.b/c", "{\"d\": 1}"}})}})},
       {"spec", Value::map({{"empty", Value::map()},
                            {"none", Value::list()},
                            {"nothing", Value()},
                            {"text", "one\ntwo"},
                            {"rules", Value::list({Value::map({{"host", "h"}, {"port", 1}}),
                                                   Value::list({"x", Value::list({2})}), Value::map(), "y\nz\n"})}})}});
  const std::string text =
      "apiVersion: \"v1\"\n"
      "metadata:\n"
      "  annotations:\n"
      "    a.b/c: '{\"d\": 1}'\n"
      "spec:\n"
      "  empty: {}\n"
      "  none: []\n"
      "  nothing: null\n"
      "  text: |-\n"
      "    one\n"
      "    two\n"
      "  rules:\n"
      "    - host: \"h\"\n"
      "      port: 1\n"
      "    - - \"x\"\n"
      "      - - 2\n"
      "    - {}\n"
      "    - \"y\\nz\\n\"\n";
  CHECK(emit(value) == text);
  CHECK(read(text) == value);

  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(emit(value, "\r\n") == crlf);
  CHECK(read(crlf) == value);
  CHECK(emit(Value::map()) == "{}\n");
}

}  // namespace
}  // namespace l7::yaml
