#include "cli/columns.h"

#include <algorithm>
#include <iterator>

#include "model/text.h"

namespace l7::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Unicode: the blocks of combining marks that names and messages may hold, and invisible characters.
constexpr Range zero_width[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
};

/// Unicode Standard Annex 11, the blocks that are wide throughout.
constexpr Range two_wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

template <std::size_t Size>
bool within(const Range (&ranges)[Size], char32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [=](const Range& range) { return code >= range.first && code <= range.last; });
}

/// Takes the first character off a text and returns its width.
std::size_t take_width(std::string_view& text) {
  const char32_t code = take_character(text);
  if (within(zero_width, code)) return 0;
  return within(two_wide, code) ? 2 : 1;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += take_width(text);
  return width;
}

std::string fitted(std::string_view text, std::size_t width, std::string_view mark) {
  if (width_of(text) <= width) return std::string(text);
  const std::size_t mark_width = width_of(mark);
  if (mark_width > width) return {};
  std::string_view rest = text;
  std::size_t taken = 0, used = 0;
  while (!rest.empty()) {
    used += take_width(rest);
    if (used + mark_width > width) break;
    taken = text.size() - rest.size();
  }
  return std::string(text.substr(0, taken)) + std::string(mark);
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = width_of(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  if (width == 0) return {std::string(text)};
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    const std::size_t wide = width_of(word);
    if (used != 0 && used + 1 + wide > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used != 0) lines.back() += ' ';
    lines.back() += word;
    used += wide + (used != 0 ? 1 : 0);
  }
  return lines;
}

}  // namespace l7::cli
