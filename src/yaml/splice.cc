#include "yaml/splice.h"

#include <algorithm>
#include <stdexcept>

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

std::string indented(std::string_view text, std::size_t indent, std::string_view newline) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += std::string(newline) + std::string(indent, ' ');
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string spliced(std::string_view text, std::vector<Splice> splices) {
  std::stable_sort(splices.begin(), splices.end(), [](const Splice& a, const Splice& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::string out;
  std::size_t at = 0;
  for (const Splice& splice : splices) {
    if (splice.begin < at) throw std::logic_error("two edits of one document overlap");
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
  std::vector<Splice> lifted;
  for (const Splice& splice : inner) {
    const Line& first = line_of(lines, splice.begin);
    const Line& last = line_of(lines, splice.end);
    std::string text = indented(splice.text, block.indent, newline);
    if (first.raw >= block.end) {
      // Behind the block's last line: a new line begins here, not in front of what follows the block.
      const bool broken = first.raw > 0 && document[first.raw - 1] == '\n';
      text = (broken ? "" : std::string(newline)) + std::string(block.indent, ' ') + text;
      if (text.ends_with(std::string(block.indent, ' '))) text.resize(text.size() - block.indent);
      lifted.push_back({first.raw, first.raw, text});
      continue;
    }
    const std::size_t begin = first.raw + first.indent + (splice.begin - first.decoded);
    const std::size_t end = last.raw + last.indent + (splice.end - last.decoded);
    if (splice.begin == first.decoded) text = std::string(block.indent - first.indent, ' ') + text;
    lifted.push_back({begin, end, std::move(text)});
  }
  return lifted;
}

}  // namespace l7::yaml
