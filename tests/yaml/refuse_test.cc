// What is refused rather than guessed.

#include "edit_case.h"

namespace l7::yaml {
namespace {

TEST_CASE("anchors and aliases on the path are refused") {
  check_refused({
      {"anchor on the value",
       "spec:\n  type: &t !!str A # c\nx: *t\n",
       {set({"spec", "type"}, "B")},
       "line 2",
       "an anchor"},
      {"anchor on the way", "spec: &s\n  type: A\n", {set({"spec", "type"}, "B")}, "line 1", "an anchor"},
      {"anchor on a null", "m: &s\nn: *s\n", {set({"m", "a"}, "B")}, "line 1", "an anchor"},
      {"alias as the value", "a: &x 1\nb: *x\n", {set({"b"}, 2)}, "line 2", "an alias"},
      {"alias on the way",
       "labels: &l {a: b}\nannotations: *l\n",
       {set({"annotations", "a"}, "c")},
       "line 2",
       "an alias"},
      {"alias, removed below",
       "labels: &l {a: b}\nannotations: *l\n",
       {remove({"annotations", "a"})},
       "line 2",
       "an alias"},
  });
  // A quoted "<<" is a key like any other.
  CHECK(yaml::apply("m:\n  \"<<\": 1\n", {set({"m", "a"}, 2)}) == "m:\n  a: 2\n  \"<<\": 1\n");
}

TEST_CASE("a path that does not fit is refused") {
  check_refused({
      {"through a word", "a: 1\nspec: x\n", {set({"spec", "type"}, "B")}, "line 2", "no room for spec.type"},
      {"through a list", "a: 1\nspec:\n- x\n", {set({"spec", "type"}, "B")}, "line 3", "no room"},
      {"an index too high", "l:\n- 1\n", {set({"l", std::size_t{1}}, 2)}, "line 2", "is not there"},
      {"an index into a map", "l:\n  a: 1\n", {set({"l", std::size_t{0}}, 2)}, "line 2", "is not there"},
      // Defect: a missing list ended the program.
      {"an index into nothing", "l: 1\n", {set({"m", std::size_t{0}, "a"}, 2)}, "line 1", "no room"},
      // Defect: a null item was taken for a map with a first key.
      {"below a null item", "l:\n-\n- 1\n", {set({"l", std::size_t{0}, "a"}, 2)}, "line 1", "cannot be made a map"},
      {"the root of a list", "- a\n", {set({"b"}, 1)}, "line 1", "no room"},
      {"the root of a null", "null\n", {set({"b"}, 1)}, "line 1", "cannot be made a map"},
      {"the root itself", "a: 1\n", {set({}, 1)}, "line 1", "only a map's values"},
      {"an item removed", "l:\n- a\n", {remove({"l", std::size_t{0}})}, "line 2", "cannot be removed"},
      {"an item made a map",
       "l:\n- a\n",
       {set({"l", std::size_t{0}}, Value::map({{"b", 1}}))},
       "line 2",
       "only a map's values"},
      {"a pair without braces", "l: [a: 1]\n", {set({"l", std::size_t{0}, "b"}, 1)}, "line 1", "without braces"},
      {"a key without a colon", "? a\n? b\n", {set({"a"}, 1)}, "line 1", "without a colon"},
  });
}

TEST_CASE("edits that contradict each other are refused") {
  check_refused({
      {"below a value that another sets", "a: {b: 1}\n", {set({"a"}, "x"), set({"a", "c"}, 1)}, "line 1", "no room"},
      {"below a new value", "b: 1\n", {set({"a"}, "x"), set({"a", "c"}, 1)}, "line 1", "no room"},
      {"below what another replaces",
       "a:\n  b: 1\n",
       {set({"a"}, Value::map({{"c", 1}})), set({"a", "b"}, 2)},
       "line 2",
       "the same place"},
      {"removed and set", "a: 1\nb: 2\n", {remove({"a"}), set({"a"}, 2)}, "line 1", "the same place"},
      {"set and removed", "b: 1\n", {set({"a"}, 2), remove({"a"})}, "line 1", "cannot be removed"},
  });
}

TEST_CASE("a result that would say something else is refused") {
  check_refused({
      {"an explicit key", "m:\n  ? a\n  : 1\n", {set({"m", "x"}, 2)}, "line 1", "more than it should"},
      {"a character that YAML cannot hold", "a: 1\n", {set({"a"}, "\x7f")}, "line 1", "more than it should"},
      {"no UTF-8", "a: 1\n", {set({"a"}, "\xff")}, "line 1", "more than it should"},
      {"a key that means something else", "m: {on: 1}\n", {set({"m", "on"}, 2)}, "line 1", "more than it should"},
  });
}

TEST_CASE("an unreadable document is refused with its line") {
  check_refused({
      {"an open bracket", "a: 1\nb: [\n", {set({"a"}, 2)}, "line 3", "end of sequence flow"},
      {"a bracket too many", "a: 1\nb: }\n", {set({"a"}, 2)}, "line 2", "illegal flow end"},
  });
}

}  // namespace
}  // namespace l7::yaml
