// The first bytes cut the rest into pieces. Any cut gives the boundaries that a look at every line gives, and a
// document whose kind is told without parsing says the same when it is parsed.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "manifest/documents.h"
#include "yaml/read.h"

namespace {

using namespace l7;

std::vector<std::size_t> line_by_line(std::string_view text) {
  std::vector<std::size_t> boundaries;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == 0 || text[at - 1] != '\n' || !text.substr(at).starts_with("---")) continue;
    const std::string_view rest = text.substr(at + 3);
    if (rest.empty() || std::string_view("\n\r \t#").find(rest[0]) != std::string_view::npos) boundaries.push_back(at);
  }
  return boundaries;
}

std::vector<std::size_t> in_pieces(std::string_view text, const std::uint8_t* cuts, std::size_t count) {
  std::vector<std::size_t> boundaries;
  const auto found = [&](std::size_t offset) { boundaries.push_back(offset); };
  manifest::Splitter splitter;
  std::size_t at = 0;
  for (std::size_t i = 0; at < text.size(); ++i) {
    const std::size_t length = std::min<std::size_t>(cuts[i % count], text.size() - at);
    splitter.feed(text.substr(at, length), found);
    at += length;
    if (length == 0 && i % count + 1 == count) {
      splitter.feed(text.substr(at), found);
      at = text.size();
    }
  }
  splitter.finish(found);
  return boundaries;
}

void check_kind(std::string_view document) {
  const manifest::KindGuess seen = manifest::guess_kind(document);
  if (!seen.clear) return;
  Value value;
  try {
    value = yaml::read(document);
  } catch (const yaml::ReadError&) {
    return;
  }
  // No kind that matters has blanks in it, which the next line would add, or is a boolean.
  const Value* kind = value.find("kind");
  if (!kind || !kind->is_string() || kind->text().find_first_of(" \n") != std::string::npos) return;
  check(kind->text() == seen.kind, "a kind told at a glance is the kind");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t cuts = 4;
  if (size < cuts) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + cuts, size - cuts);
  const std::vector<std::size_t> expected = line_by_line(text);
  check(in_pieces(text, data, cuts) == expected, "pieces have the boundaries of the whole");
  const std::uint8_t whole[] = {0};
  check(in_pieces(text, whole, 1) == expected, "the whole has the boundaries of its lines");

  std::size_t begin = 0;
  for (const std::size_t end : expected) {
    check_kind(text.substr(begin, end - begin));
    begin = end;
  }
  check_kind(text.substr(begin));
  return 0;
}
