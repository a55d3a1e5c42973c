#include "cloud/aws/account/words.h"

namespace l7::aws {
namespace {

/// The text of a quoted part that begins at `at`, which is left behind its end; false when it has none.
bool take_quoted(std::string_view line, std::size_t& at, std::string& word) {
  const char quote = line[at];
  for (++at; at < line.size() && line[at] != quote; ++at) {
    const bool escapes =
        quote == '"' && line[at] == '\\' && at + 1 < line.size() && (line[at + 1] == '"' || line[at + 1] == '\\');
    if (escapes) ++at;
    word += line[at];
  }
  return at < line.size();
}

}  // namespace

std::optional<std::vector<std::string>> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  // A word may be empty: "".
  bool within = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (within) words.push_back(std::move(word));
      word.clear();
      within = false;
      continue;
    }
    within = true;
    if (c == '"' || c == '\'') {
      if (!take_quoted(line, at, word)) return std::nullopt;
    } else if (c == '\\') {
      if (++at == line.size()) return std::nullopt;
      word += line[at];
    } else {
      word += c;
    }
  }
  if (within) words.push_back(std::move(word));
  return words;
}

}  // namespace l7::aws
