#include "yaml/layout.h"

#include <algorithm>

#include "yaml/emit.h"
#include "yaml/span.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

using Kind = Node::Kind;

constexpr std::string_view blanks = " \t\r\n";

/// Whether a value, as it is written, loses its last line break when the text ends without one.
bool ends_in_line_break(const Value& value) {
  if (value.is_map() && !value.members().empty()) return ends_in_line_break(value.members().back().second);
  if (value.is_list() && !value.items().empty() && value.items().back().is_map()) {
    return ends_in_line_break(value.items().back());
  }
  return is_literal(value) && value.text().ends_with('\n');
}

std::size_t without_line_break(std::string_view text, std::size_t end) {
  if (end > 0 && text[end - 1] == '\n') --end;
  if (end > 0 && text[end - 1] == '\r') --end;
  return end;
}

bool is_space(std::string_view text) { return text.find_first_not_of(blanks) == std::string_view::npos; }

}  // namespace

Refused::Refused(const std::string& what, std::size_t at)
    : Error(what, "line " + std::to_string(at), "write this part in plain block style, then run this again"),
      line(at) {}

std::string newline_of(std::string_view text) {
  const std::size_t at = text.find('\n');
  return at != std::string_view::npos && at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
}

void Layout::refuse(const std::string& what, std::size_t at) const {
  throw Refused(what, at == Node::nowhere ? 1 : line_at(text_, at));
}

/// The column of a node that begins a line; `- ` and `? ` in front of it count.
std::size_t Layout::column_of(const Node& node) const { return node.begin - line_begin(text_, node.begin); }

std::size_t Layout::end_of_entry(const Node& map, std::size_t index) const {
  const std::size_t end = entry_end(text_, map.children[index], map.children[index + 1]);
  return end > map.children[index].begin ? without_line_break(text_, end) : end;
}

std::string Layout::lines(const Value& entries, std::size_t column) const {
  std::string out;
  for (const auto& [key, value] : entries.members()) {
    if (!out.empty()) out += newline_ + std::string(column, ' ');
    out += emit_entry(key, value, column, newline_);
  }
  return out;
}

void Layout::replace(const NodePlace& at, const Value& value) {
  const Node& node = *at.node;
  const bool written = node.begin != Node::nowhere;
  if (node.in_flow) {
    if (written) return put(node.begin, end_of(text_, node), emit_flow(value));
    const std::size_t end = colon_end(text_, *at.key);
    return put(end, end, (text_[end - 1] == ':' ? " " : ": ") + emit_flow(value));
  }
  const bool word =
      written && (node.kind == Kind::null || (node.kind == Kind::scalar && !is_block_scalar(text_, node)));
  if (word && !is_literal(value) && !value.is_map() && !value.is_list()) {
    return put(node.begin, end_of(text_, node), emit_scalar(value));
  }
  fill(at, value);
}

/// Writes a value in block style after its key's colon, in place of whatever is there. A value of several lines begins
/// behind the comment that its key's line may have.
void Layout::fill(const NodePlace& at, const Value& value) {
  if (!at.key) refuse("only a map's values can be replaced by more than a word", at.node->begin);
  const std::size_t colon = colon_end(text_, *at.key);
  if (text_[colon - 1] != ':') refuse("a key stands here without a colon", at.key->begin);
  const std::size_t end =
      at.node->begin == Node::nowhere ? colon : std::max(colon, without_line_break(text_, end_of(text_, *at.node)));
  const std::string written = emit_value(value, column_of(*at.key), newline_);
  const std::size_t first_line = written.find(newline_);
  if (first_line == std::string::npos) return put(colon, end, written);

  const std::size_t stop = std::max(end, without_line_break(text_, next_line(text_, end)));
  std::string comment(text_.substr(end, stop - end));
  if (is_space(comment)) comment.clear();
  const std::size_t word = comment.find_first_not_of(" \t");
  if (word != std::string::npos && comment[word] != '#') refuse("something follows the value on its line", end);
  const bool cut = stop == text_.size() && ends_in_line_break(value);
  put(colon, stop, written.substr(0, first_line) + comment + written.substr(first_line) + (cut ? newline_ : ""));
}

void Layout::change(const NodePlace& at, const Value& added, std::vector<std::size_t> removed) {
  const Node& node = *at.node;
  const bool empty = node.kind == Kind::null || (node.flow && node.children.empty());
  if (empty && at.key && (!node.in_flow || node.kind == Kind::null)) return replace(at, added);
  if (node.flow) return change_flow(node, added, removed);
  if (node.kind == Kind::map) return change_block(node, added, std::move(removed));
  if (&node != &root_ || node.begin != Node::nowhere) refuse("a null cannot be made a map here", node.begin);
  append(added, 0);
}

void Layout::change_flow(const Node& map, const Value& added, const std::vector<std::size_t>& removed) {
  const std::size_t brace = content_begin(text_, map);
  if (brace >= text_.size() || text_[brace] != '{') refuse("a pair stands here without braces", brace);
  if (!added.members().empty()) {
    const std::string flow = emit_flow(added);
    std::string entries = flow.substr(1, flow.size() - 2);
    const bool last = removed.size() * 2 == map.children.size();
    const bool spaced = blanks.find(text_[brace + 1]) != std::string_view::npos;
    if (!last) entries += spaced ? "," : ", ";
    put(brace + 1, brace + 1, std::move(entries));
  }
  for (std::size_t i = 0; i < removed.size();) {
    const std::size_t first = i++;
    while (i < removed.size() && removed[i] == removed[i - 1] + 2) ++i;
    erase_flow(map, removed[first], removed[i - 1]);
  }
}

/// Takes a row of entries out, and the comma on the side where others remain; a comment behind that comma stays.
void Layout::erase_flow(const Node& map, std::size_t first, std::size_t last) {
  const std::size_t begin = map.children[first].begin;
  const std::size_t end = end_of_entry(map, last);
  const auto comma_behind = [&](std::size_t at) {
    const std::size_t comma = skip_space_and_comments(text_, at);
    return comma < text_.size() && text_[comma] == ',' ? comma + 1 : at;
  };
  if (last + 2 < map.children.size()) {
    const std::size_t next = map.children[last + 2].begin;
    const std::size_t comma = comma_behind(end);
    put(begin, is_space(text_.substr(comma, next - comma)) ? next : comma, "");
  } else if (first > 0) {
    const std::size_t before = end_of_entry(map, first - 2);
    const std::size_t comma = comma_behind(before);
    if (is_space(text_.substr(comma, begin - comma))) return put(before, end, "");
    put(before, comma, "");
    put(begin, end, "");
  } else {
    put(begin, comma_behind(end), "");
  }
}

void Layout::change_block(const Node& map, const Value& added, std::vector<std::size_t> removed) {
  const Node& first = map.children.front();
  if (first.begin == Node::nowhere) refuse("a key is missing", Node::nowhere);
  const std::size_t column = column_of(first);
  if (removed.size() * 2 == map.children.size()) {
    // Something must still be written where the map was.
    put(first.begin, end_of_entry(map, 0), added.members().empty() ? "{}" : lines(added, column));
    removed.erase(removed.begin());
  } else if (&map == &root_ && !ends_in_cut_block()) {
    append(added, column);
  } else {
    insert_above(map, added, column);
  }
  erase_block(map, removed);
}

/// The header of the block scalar that the node is or ends with (`|+`); empty when it is none.
std::string_view Layout::last_block_header(const Node& node) const {
  const Node* last = &node;
  while (!last->children.empty()) last = &last->children.back();
  if (last->begin == Node::nowhere || !is_block_scalar(text_, *last)) return "";
  const std::size_t header = content_begin(text_, *last);
  return text_.substr(header, text_.find_first_of(" \t\r\n", header) - header);
}

/// Whether the text's end cuts a block scalar whose last line break counts: a further line would give it one.
bool Layout::ends_in_cut_block() const {
  if (text_.empty() || text_.back() == '\n') return false;
  const std::string_view header = last_block_header(root_);
  return !header.empty() && header.find('-') == std::string_view::npos;
}

/// Adds entries at the end of the document.
void Layout::append(const Value& entries, std::size_t column) {
  if (entries.members().empty()) return;
  const std::size_t at = document_end(text_);
  const bool at_line_start = at == 0 || text_[at - 1] == '\n';
  const std::string added = std::string(column, ' ') + lines(entries, column);
  if (at_line_start) return put(at, at, added + newline_);
  put(at, at, newline_ + added + (ends_in_line_break(entries) ? newline_ : ""));
}

/// Adds entries in front of a map's first key. Where that has a line of its own they go above it and its comments.
void Layout::insert_above(const Node& map, const Value& entries, std::size_t column) {
  if (entries.members().empty()) return;
  const Node& first = map.children.front();
  const std::string added = lines(entries, column) + newline_;
  const std::string margin(column, ' ');
  std::size_t at = line_begin(text_, first.begin);
  if (indent_at(text_, at) != column) return put(first.begin, first.begin, added + margin);
  while (at > 0) {
    const std::size_t above = line_begin(text_, at - 1);
    const std::size_t word = above + indent_at(text_, above);
    if (text_[word] != '#') break;
    at = above;
  }
  put(at, at, margin + added);
}

void Layout::erase_block(const Node& map, const std::vector<std::size_t>& removed) {
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < removed.size();) {
    const std::size_t first = i++;
    const bool shares_line = removed[first] == 0;
    while (shares_line && i < removed.size() && removed[i] == removed[i - 1] + 2) ++i;
    const Range range = lines_of(map, removed[first], removed[i - 1]);
    if (!ranges.empty() && range.begin <= ranges.back().end) {
      ranges.back().end = std::max(range.end, ranges.back().end);
    } else {
      ranges.push_back(range);
    }
  }
  // What ended without a line break still does.
  const bool cut = !text_.ends_with('\n');
  for (const Range& range : ranges) {
    const bool last = cut && range.end == text_.size();
    put(last ? without_line_break(text_, range.begin) : range.begin, range.end, "");
  }
}

/// The lines of a row of entries. When the first stands behind a dash, what follows the last takes its place there.
Layout::Range Layout::lines_of(const Node& map, std::size_t first, std::size_t last) const {
  const std::size_t begin = map.children[first].begin;
  std::size_t end = next_line(text_, end_of_entry(map, last));
  // A text that keeps its blank lines would take those behind the entry for its own.
  if (first > 0 && last_block_header(map.children[first - 1]).find('+') != std::string_view::npos) {
    while (end < text_.size() && is_blank_line(text_, end)) end = next_line(text_, end);
  }
  const std::size_t line = line_begin(text_, begin);
  if (indent_at(text_, line) == begin - line) return {line, end};
  if (last + 2 >= map.children.size()) refuse("this entry cannot be removed where it stands", begin);
  return {begin, std::min(text_.find_first_not_of(blanks, end), text_.size())};
}

}  // namespace l7::yaml
