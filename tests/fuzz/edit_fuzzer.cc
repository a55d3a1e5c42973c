// The first two bytes choose edits, the rest is a document. Either an Error, or a document that says what was intended,
// and to which the same edits do nothing any more.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "check.h"
#include "yaml/edit.h"
#include "yaml/read.h"

namespace {

using namespace l7;
using yaml::Edit;

const std::vector<Edit>& known_edits() {
  static const Path user_yaml = {"data", "user.yaml"};
  static const Path annotations = {"metadata", "annotations"};
  static const std::vector<Edit> edits = {
      {{"spec", "type"}, {}, "ClusterIP"},
      {{"spec", "ports", std::size_t{0}, "nodePort"}, {}, std::nullopt},
      {{"metadata", "annotations", "a.b/c"}, {}, R"({"x": "y"})"},
      {{"metadata", "annotations", "json"}, {"ports", "milvus"}, "be"},
      {{"metadata", "annotations", "json"}, {"default"}, std::nullopt},
      {user_yaml, {"common", "security", "tlsMode"}, 1},
      {user_yaml, {"proxy", "http", "port"}, 8080},
      {user_yaml, {"proxy", "http", "enabled"}, std::nullopt},
      {{"metadata", "annotations", "x"}, {}, std::nullopt},
      {{"metadata", "annotations", "y"}, {}, std::nullopt},
      {{"spec", "template", "metadata", "annotations", "sum"}, {}, "0"},
      {{"items", std::size_t{0}, "spec", "type"}, {}, "ClusterIP"},
      {{"a"}, {}, std::nullopt},
      {{"b"}, {}, "one\ntwo\n"},
      {{"c", "d"}, {}, Value::map({{"e", Value::list({1, "f"})}})},
      {{"a"}, {"b"}, true},
  };
  return edits;
}

/// No two of them at one path: those that contradict each other take turns for ever.
std::vector<Edit> chosen(unsigned mask) {
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < known_edits().size(); ++i) {
    const Edit& next = known_edits()[i];
    const bool taken = std::any_of(edits.begin(), edits.end(), [&](const Edit& edit) {
      return edit.path == next.path && (edit.inner.empty() || next.inner.empty());
    });
    if ((mask >> i & 1U) && !taken) edits.push_back(next);
  }
  return edits;
}

/// What a document says after one edit. Throws for an edit that it has no room for.
void edit(Value& value, const Edit& edit) {
  if (edit.inner.empty()) {
    if (edit.value) {
      value.set(edit.path, *edit.value);
    } else {
      value.remove(edit.path);
    }
  }
}

/// Edits inside a text are compared by what the text says.
void check_inside(const Value& before, const Value& after, const std::vector<Edit>& edits, const Path& path) {
  Value expected = yaml::read(before.text_at(path));
  bool any = false;
  for (Edit change : edits) {
    if (change.inner.empty() || change.path != path) continue;
    any = true;
    change.path = std::exchange(change.inner, {});
    edit(expected, change);
  }
  if (any) check(yaml::read(after.text_at(path)) == expected, "the text inside says what was intended");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::vector<Edit> edits = chosen(data[0] | static_cast<unsigned>(data[1]) << 8);
  const std::string_view document(reinterpret_cast<const char*>(data) + 2, size - 2);
  std::string result;
  try {
    result = yaml::apply(document, edits);
  } catch (const Error&) {
    return 0;
  }
  const Value before = yaml::read(document);
  const Value after = yaml::read(result);
  Value expected = before;
  for (const Edit& change : edits) edit(expected, change);
  for (const Edit& change : edits) {
    if (change.inner.empty()) continue;
    check_inside(before, after, edits, change.path);
    const Value* text = after.find(change.path);
    if (text) expected.set(change.path, *text);
  }
  check(after == expected, "the document says what was intended");
  check(yaml::apply(result, edits) == result, "a second run changes nothing");
  return 0;
}
