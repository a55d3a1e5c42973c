#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "manifest/documents.h"

using l7::manifest::Splitter;

namespace {

std::vector<std::size_t> boundaries(const std::string& text, const std::vector<std::size_t>& cuts) {
  Splitter splitter;
  std::vector<std::size_t> found;
  const auto add = [&](std::size_t offset) { found.push_back(offset); };
  std::size_t at = 0;
  for (const std::size_t cut : cuts) {
    splitter.feed(std::string_view(text).substr(at, cut - at), add);
    at = cut;
  }
  splitter.feed(std::string_view(text).substr(at), add);
  splitter.finish(add);
  return found;
}

}  // namespace

TEST_CASE("a document begins at --- at the start of a line, before white space, a comment or the line's end") {
  struct Case {
    const char* text;
    std::vector<std::size_t> found;
  };
  const Case cases[] = {
      {"", {}},
      {"a: 1", {}},
      {"---\na: 1\n", {}},
      {"a\n---\nb\n", {2}},
      {"a\n---", {2}},
      {"a\n--- # note\nb", {2}},
      {"a\n---# note\nb", {2}},
      {"a\n---\tb", {2}},
      {"a\r\n---\r\nb", {3}},
      {"a\n---b\n", {}},
      {"a\n----\n", {}},
      {"a\n ---\n", {}},
      {"a\n--\n", {}},
      {"a\n---\n---\n---\n", {2, 6, 10}},
      {"k: |\n  ---\n  x\n---\n", {15}},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(boundaries(c.text, {}) == c.found);
  }
}

TEST_CASE("boundaries do not depend on how the stream is cut") {
  std::mt19937 random(20260101);
  const char alphabet[] = {'-', '\n', ' ', 'a', '#', '\r'};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t size = random() % 40;
    for (std::size_t i = 0; i < size; ++i) text += random() % 2 ? '-' : alphabet[random() % sizeof alphabet];
    if (round % 3 == 0) text += "\n---\nx\n---";
    std::vector<std::size_t> cuts;
    for (std::size_t cut = random() % 4; cut < text.size(); cut += 1 + random() % 6) cuts.push_back(cut);
    INFO(text);
    CHECK(boundaries(text, cuts) == boundaries(text, {}));
  }
}
