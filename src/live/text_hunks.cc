#include "live/text_hunks.h"

#include <algorithm>

#include "model/line_diff.h"
#include "model/text.h"

namespace l7::live {
namespace {

using Pieces = std::vector<std::string_view>;

/// The lines of a text with their '\n'.
Pieces lines_in(std::string_view text) {
  Pieces lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

bool is_of_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }

/// Words, and each other character.
Pieces words_in(std::string_view text) {
  Pieces words;
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_of_word);
    const auto word = static_cast<std::size_t>(end - text.begin());
    const std::size_t length = word > 0 ? word : std::max<std::size_t>(character_length(text), 1);
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

/// The pieces [begin, end) of a text, which stand one behind the other.
std::string_view text_of(const Pieces& pieces, std::size_t begin, std::size_t end) {
  if (begin == end) return {};
  const std::string_view last = pieces[end - 1];
  return {pieces[begin].data(), static_cast<std::size_t>(last.data() + last.size() - pieces[begin].data())};
}

std::size_t size_of(const Pieces& pieces, std::size_t end) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < end; ++i) size += pieces[i].size();
  return size;
}

using Split = Pieces (*)(std::string_view text);

/// Calls `found` with each place of `after` where the pieces differ, and the two texts.
template <typename Found>
void each_difference(std::string_view before, std::string_view after, Split split, Found&& found) {
  const Pieces old_pieces = split(before);
  const Pieces new_pieces = split(after);
  for (const Difference& one : differences(old_pieces, new_pieces)) {
    found(size_of(new_pieces, one.new_begin), text_of(old_pieces, one.old_begin, one.old_end),
          text_of(new_pieces, one.new_begin, one.new_end));
  }
}

}  // namespace

std::vector<TextHunk> hunks_between(std::string_view before, std::string_view after) {
  std::vector<TextHunk> hunks;
  each_difference(before, after, lines_in, [&](std::size_t line, std::string_view was, std::string_view is) {
    if (was.empty() || is.empty()) return hunks.push_back({line, std::string(was), std::string(is)});
    each_difference(was, is, words_in, [&](std::size_t word, std::string_view old_words, std::string_view new_words) {
      hunks.push_back({line + word, std::string(old_words), std::string(new_words)});
    });
  });
  return hunks;
}

std::optional<std::string> without_hunks(std::string text, const std::vector<TextHunk>& hunks) {
  for (auto hunk = hunks.rbegin(); hunk != hunks.rend(); ++hunk) {
    if (hunk->at > text.size() || text.compare(hunk->at, hunk->after.size(), hunk->after) != 0) return std::nullopt;
    text.replace(hunk->at, hunk->after.size(), hunk->before);
  }
  return text;
}

}  // namespace l7::live
