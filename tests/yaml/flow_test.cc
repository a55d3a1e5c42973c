// Edits of flow style and JSON, to the byte.

#include "edit_case.h"

namespace l7::yaml {
namespace {

TEST_CASE("flow values are replaced inside their braces") {
  check_edits({
      {"word",
       "spec: {type: NodePort, ports: [{port: 80}]} # c\n",
       {set({"spec", "type"}, "ClusterIP")},
       "spec: {type: \"ClusterIP\", ports: [{port: 80}]} # c\n"},
      {"over several lines", "spec: {\n  type: A}\n", {set({"spec", "type"}, "B")}, "spec: {\n  type: \"B\"}\n"},
      {"item", "l: [a, b]\n", {set({"l", std::size_t{1}}, "x")}, "l: [a, \"x\"]\n"},
      {"map",
       "m: {a: 1, b: 2}\n",
       {set({"m", "a"}, Value::map({{"c", Value::list({1, "d"})}}))},
       "m: {a: {\"c\": [1, \"d\"]}, b: 2}\n"},
      {"null behind a colon", "m: {a: , b: 2}\n", {set({"m", "a"}, "x")}, "m: {a: \"x\" , b: 2}\n"},
      // Defect: without a colon the value was glued to the key.
      {"null without a colon", "m: {a, b: 2}\n", {set({"m", "a"}, "x")}, "m: {a: \"x\", b: 2}\n"},
      {"null at the end", "m: {a: }\n", {set({"m", "a"}, "x")}, "m: {a: \"x\" }\n"},
      {"null that is written", "m: {a: ~, b: null}\n", {set({"m", "a"}, 1), set({"m", "b"}, 2)}, "m: {a: 1, b: 2}\n"},
      {"null that becomes a map",
       "m: {a: , b: {}}\n",
       {set({"m", "a", "x"}, 1), set({"m", "b", "y"}, 2)},
       "m: {a: {\"x\": 1} , b: {\"y\": 2}}\n"},
      {"text of several lines", "m: {a: 1}\n", {set({"m", "a"}, "x\ny\n")}, "m: {a: \"x\\ny\\n\"}\n"},
      {"URL", "m: {u: http://x:80/y, v: 1}\n", {set({"m", "u"}, "z")}, "m: {u: \"z\", v: 1}\n"},
      {"a whole flow map by a word", "m: {a: 1}\nn: 2\n", {set({"m"}, "x")}, "m: \"x\"\nn: 2\n"},
  });
}

TEST_CASE("flow entries are added behind the brace") {
  check_edits({
      {"one", "m: {a: 1}\n", {set({"m", "x"}, "y")}, "m: {\"x\": \"y\", a: 1}\n"},
      {"spaces", "m: { a: 1 }\n", {set({"m", "x"}, "y")}, "m: {\"x\": \"y\", a: 1 }\n"},
      {"to none, within flow", "l: [{}]\n", {set({"l", std::size_t{0}, "x"}, "y")}, "l: [{\"x\": \"y\"}]\n"},
      {"over several lines", "m: {\n  a: 1\n}\n", {set({"m", "x"}, "y")}, "m: {\"x\": \"y\",\n  a: 1\n}\n"},
      {"comments", "m: { # c\n  a: 1, # }\n  }\n", {set({"m", "x"}, "y")}, "m: {\"x\": \"y\", # c\n  a: 1, # }\n  }\n"},
      {"to the root", "{a: 1}\n", {set({"x"}, "y")}, "{\"x\": \"y\", a: 1}\n"},
      {"to an empty root", "{}\n", {set({"x", "z"}, "y")}, "{\"x\": {\"z\": \"y\"}}\n"},
      {"to {} as an item", "l:\n- {}\n", {set({"l", std::size_t{0}, "x"}, "y")}, "l:\n- {\"x\": \"y\"}\n"},
  });
}

TEST_CASE("flow entries are removed with a comma") {
  const auto from = [](std::initializer_list<const char*> keys) {
    std::vector<Edit> edits;
    for (const char* key : keys) edits.push_back(remove({"m", key}));
    return edits;
  };
  check_edits({
      {"first", "m: {a: 1, b: 2}\n", from({"a"}), "m: {b: 2}\n"},
      {"middle", "m: {a: 1, b: 2, c: 3}\n", from({"b"}), "m: {a: 1, c: 3}\n"},
      {"last", "m: {a: 1, b: 2}\n", from({"b"}), "m: {a: 1}\n"},
      {"last before a comma", "m: {a: 1, b: 2,}\n", from({"b"}), "m: {a: 1,}\n"},
      {"only", "m: {a: 1}\n", from({"a"}), "m: {}\n"},
      {"only, before a comma", "m: {a: 1, }\n", from({"a"}), "m: { }\n"},
      // Defect: the second removal overlapped the first.
      {"all", "m: {a: 1, b: 2}\n", from({"a", "b"}), "m: {}\n"},
      {"the first two", "m: {a: 1, b: 2, c: 3}\n", from({"a", "b"}), "m: {c: 3}\n"},
      {"the last two", "m: {a: 1, b: 2, c: 3}\n", from({"b", "c"}), "m: {a: 1}\n"},
      {"first and last", "m: {a: 1, b: 2, c: 3}\n", from({"a", "c"}), "m: {b: 2}\n"},
      {"without a value", "m: {a, b: 2}\n", from({"a"}), "m: {b: 2}\n"},
      {"a comma in the value before", "m: {a: 'x,y' , b: 2}\n", from({"b"}), "m: {a: 'x,y'}\n"},
      // Defect: the comma was looked for in the comment.
      {"a comma in a comment before", "m: {a: 1, # x, y\n  b: 2}\n", from({"b"}), "m: {a: 1 # x, y\n  }\n"},
      {"a comment behind the comma", "m: {a: 1, # x\n  b: 2}\n", from({"a"}), "m: { # x\n  b: 2}\n"},
      {"over several lines", "m: {\n  a: 1,\n  b: 2\n}\n", from({"a"}), "m: {\n  b: 2\n}\n"},
      {"the last of several lines", "m: {\n  a: 1,\n  b: 2\n}\n", from({"b"}), "m: {\n  a: 1\n}\n"},
      {"all replaced",
       "m: {a: 1, b: 2}\n",
       {remove({"m", "a"}), remove({"m", "b"}), set({"m", "x"}, "y")},
       "m: {\"x\": \"y\"}\n"},
  });
}

TEST_CASE("JSON stays JSON") {
  const std::vector<Edit> edits = {set({"spec", "type"}, "ClusterIP"),
                                   set({"metadata", "annotations", "a"}, "{\"b\": 1}"),
                                   remove({"spec", "ports", std::size_t{0}, "nodePort"})};
  check_edits({
      {"on one line",
       R"({"kind":"Service","metadata":{"name":"t"},"spec":{"type":"NodePort","ports":[{"port":1,"nodePort":2}]}})"
       "\n",
       edits,
       R"({"kind":"Service","metadata":{"annotations": {"a": "{\"b\": 1}"}, "name":"t"},"spec":{"type":"ClusterIP","ports":[{"port":1}]}})"
       "\n"},
      {"indented",
       "{\n  \"metadata\": {\n    \"annotations\": null\n  },\n  \"spec\": {\n    \"type\": \"NodePort\"\n  }\n}",
       edits,
       "{\n  \"metadata\": {\n    \"annotations\": {\"a\": \"{\\\"b\\\": 1}\"}\n  },\n  \"spec\": {\n    \"type\": "
       "\"ClusterIP\"\n  }\n}"},
      {"glued colons",
       R"({"spec":{"type":"A","x":{"y":1}}})",
       {set({"spec", "type"}, "B"), remove({"spec", "x", "y"})},
       R"({"spec":{"type":"B","x":{}}})"},
  });
}

}  // namespace
}  // namespace l7::yaml
