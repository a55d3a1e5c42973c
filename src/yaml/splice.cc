#include "yaml/splice.h"

#include <algorithm>

#include "model/error.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

/// Where each line of a decoded block begins, in the block and in the document.
struct Line {
  std::size_t decoded;
  std::size_t raw;
  /// Columns of the raw line that are indentation: fewer than the block's on a blank line.
  std::size_t indent;
};

std::vector<Line> lines_of(std::string_view decoded, std::string_view document, const BlockScalar& block) {
  std::vector<Line> lines;
  std::size_t raw = block.begin;
  for (std::size_t at = 0;;) {
    const std::size_t indent = raw < block.end ? std::min(indent_at(document, raw), block.indent) : 0;
    lines.push_back({at, raw, indent});
    const std::size_t next = decoded.find('\n', at);
    if (next == std::string_view::npos) return lines;
    at = next + 1;
    raw = next_line(document, raw);
  }
}

const Line& line_of(const std::vector<Line>& lines, std::size_t decoded) {
  return *(std::upper_bound(lines.begin(), lines.end(), decoded,
                            [](std::size_t offset, const Line& line) { return offset < line.decoded; }) -
           1);
}

/// The lines of a text with a block's indentation in front of each but the first; blank lines stay empty.
std::string indented(std::string_view text, std::size_t indent, std::string_view newline) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (at != 0 && end > at) out += std::string(indent, ' ');
    out += text.substr(at, end - at);
    if (end == text.size()) return out;
    out += newline;
    at = end + 1;
  }
}

}  // namespace

std::string spliced(std::string_view text, std::vector<Splice> splices) {
  std::stable_sort(splices.begin(), splices.end(), [](const Splice& a, const Splice& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::string out;
  std::size_t at = 0;
  for (const Splice& splice : splices) {
    if (splice.begin < at) {
      throw Error("two edits change the same place", "line " + std::to_string(line_at(text, splice.begin)),
                  "write this part in plain block style, then run this again");
    }
    out += text.substr(at, splice.begin - at);
    out += splice.text;
    at = splice.end;
  }
  out += text.substr(at);
  return out;
}

std::vector<Splice> lift(const std::vector<Splice>& inner, std::string_view decoded, std::string_view document,
                         const BlockScalar& block, std::string_view newline) {
  const std::vector<Line> lines = lines_of(decoded, document, block);
  const std::string margin(block.indent, ' ');
  std::vector<Splice> lifted;
  for (const Splice& splice : inner) {
    const Line& first = line_of(lines, splice.begin);
    const Line& last = line_of(lines, splice.end);
    std::string text = indented(splice.text, block.indent, newline);
    const bool from_line = splice.begin == first.decoded;
    const bool to_line = splice.end == last.decoded && (text.empty() ? from_line : text.ends_with('\n'));
    if (from_line && !text.empty()) text.insert(0, margin);
    if (first.raw >= block.end) {
      // The block's last line may end with the text, without a break.
      const bool broken = first.raw > 0 && document[first.raw - 1] == '\n';
      lifted.push_back({first.raw, first.raw, (broken ? "" : std::string(newline)) + text});
      continue;
    }
    const std::size_t begin = first.raw + (from_line ? 0 : first.indent + (splice.begin - first.decoded));
    const std::size_t end = last.raw + (to_line ? 0 : last.indent + (splice.end - last.decoded));
    lifted.push_back({begin, end, std::move(text)});
  }
  return lifted;
}

}  // namespace l7::yaml
