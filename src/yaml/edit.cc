#include "yaml/edit.h"

#include <algorithm>
#include <map>

#include "yaml/emit.h"
#include "yaml/read.h"
#include "yaml/resolve.h"
#include "yaml/splice.h"
#include "yaml/text.h"
#include "yaml/tree.h"

namespace l7::yaml {
namespace {

using Kind = Node::Kind;

/// How far a path leads into a tree.
struct Reach {
  const Node* node;
  /// The map that holds `node`, its key there, and the key's own place in `children`; null for the root and for items.
  const Node* parent = nullptr;
  const Node* key = nullptr;
  /// Steps of the path that have no node.
  std::size_t missing = 0;
};

std::string newline_of(std::string_view text) {
  const std::size_t at = text.find('\n');
  return at != std::string_view::npos && at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
}

/// The column a line-starting node has; `- ` and `? ` in front of it count.
std::size_t column_of(std::string_view text, const Node& node) { return node.begin - line_begin(text, node.begin); }

/// The edits of one document, turned into splices of its text.
class Editor {
 public:
  Editor(std::string_view text, std::string newline)
      : text_(text), newline_(std::move(newline)), root_(parse(text)), before_(resolve(root_, text)) {}

  /// The splices, and in `after()` what the document shall then say.
  std::vector<Splice> plan(const std::vector<Edit>& edits);
  const Value& after() const { return after_; }

 private:
  struct Removal {
    const Node* map;
    std::size_t index;
  };

  [[noreturn]] void refuse(const std::string& what, std::size_t at) const {
    throw Error(what, "line " + std::to_string(line_at(text_, at)), "write this part without it, then run this again");
  }

  Reach reach(const Path& path) const;
  void check_editable(const Node& node, const Path& path) const;
  void set(const Path& path, const Value& value);
  void remove(const Path& path);
  void edit_inside(const Path& path, const std::vector<Edit>& edits);

  void replace(const Reach& at, const Value& value);
  void fill(const Reach& at, const Value& value);
  void replace_inline(std::size_t begin, std::size_t end, const Value& value, std::size_t column);
  void write_additions();
  void insert_into(const Node& map, const Value& entries);
  void write_removals();
  void remove_entry(const Node& map, std::size_t index, bool last_one);

  std::string_view text_;
  std::string newline_;
  Node root_;
  Value before_;
  Value after_;
  std::vector<Splice> splices_;
  /// What is added below a node, gathered so that one insertion makes a missing parent once.
  std::vector<std::pair<Reach, Value>> additions_;
  std::vector<Removal> removals_;
};

std::vector<Splice> Editor::plan(const std::vector<Edit>& edits) {
  after_ = before_;
  std::vector<std::pair<Path, std::vector<Edit>>> inside;
  for (const Edit& edit : edits) {
    if (!edit.inner.empty()) {
      auto same = std::find_if(inside.begin(), inside.end(), [&](const auto& entry) { return entry.first == edit.path; });
      if (same == inside.end()) same = inside.insert(inside.end(), {edit.path, {}});
      same->second.push_back({edit.inner, {}, edit.value});
    } else if (edit.value) {
      set(edit.path, *edit.value);
    } else {
      remove(edit.path);
    }
  }
  for (const auto& [path, list] : inside) edit_inside(path, list);
  write_additions();
  write_removals();
  return std::move(splices_);
}

Reach Editor::reach(const Path& path) const {
  Reach at{&root_};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Node& node = *at.node;
    check_editable(node, path);
    const Step& step = path[i];
    const Node* next = nullptr;
    if (step.is_index()) {
      if (node.kind != Kind::sequence || step.index >= node.children.size()) refuse(to_string(path) + " is not there", 0);
      at = {&node.children[step.index]};
      continue;
    }
    // Kubernetes takes the last of duplicate keys.
    for (std::size_t k = node.kind == Kind::map ? node.children.size() : 0; k >= 2 && !next; k -= 2) {
      const Node& key = node.children[k - 2];
      if (key.text == step.key && key.kind == Kind::scalar) {
        next = &node.children[k - 1];
        at = {next, &node, &key};
      }
    }
    if (next) continue;
    if (node.kind != Kind::map && node.kind != Kind::null) {
      const std::size_t place = node.begin == Node::nowhere ? 0 : node.begin;
      refuse("there is no room for " + to_string(path) + ": what holds it is not a map", place);
    }
    at.missing = path.size() - i;
    return at;
  }
  check_editable(*at.node, path);
  return at;
}

void Editor::check_editable(const Node& node, const Path& path) const {
  if (node.kind == Kind::alias) refuse("an alias stands on the way to " + to_string(path), node.begin);
  if (node.anchor != 0) refuse("an anchor stands on the way to " + to_string(path), node.begin);
  for (std::size_t i = 0; node.kind == Kind::map && i < node.children.size(); i += 2) {
    if (node.children[i].is_merge_key()) refuse("a merge key stands on the way to " + to_string(path), node.children[i].begin);
  }
}

void Editor::set(const Path& path, const Value& value) {
  const Value* there = after_.find(path);
  if (there && *there == value) return;
  const Reach at = reach(path);
  after_.set(path, value);
  if (at.missing == 0) return replace(at, value);
  const Path rest(path.end() - static_cast<std::ptrdiff_t>(at.missing), path.end());
  auto same = std::find_if(additions_.begin(), additions_.end(), [&](const auto& a) { return a.first.node == at.node; });
  if (same == additions_.end()) same = additions_.insert(additions_.end(), {at, Value::map()});
  same->second.set(rest, value);
}

void Editor::remove(const Path& path) {
  if (!after_.find(path)) return;
  const Reach at = reach(path);
  if (!at.parent) refuse(to_string(path) + " cannot be removed", at.node->begin);
  after_.remove(path);
  for (std::size_t i = 0; i < at.parent->children.size(); i += 2) {
    if (at.parent->children[i].text == path.back().key) removals_.push_back({at.parent, i});
  }
}

void Editor::edit_inside(const Path& path, const std::vector<Edit>& edits) {
  const Reach at = reach(path);
  const Node* node = at.missing == 0 ? at.node : nullptr;
  if (node && node->kind != Kind::scalar && node->kind != Kind::null) {
    refuse(to_string(path) + " is no text", node->begin);
  }
  const std::string decoded = node ? node->text : "";
  std::vector<Splice> inner;
  std::string result;
  try {
    Editor editor(decoded, "\n");
    inner = editor.plan(edits);
    if (inner.empty()) return;
    result = spliced(decoded, inner);
    if (!(read(result) == editor.after())) throw ReadError("the edit would change more than it should", 1);
  } catch (const ReadError& error) {
    // Lines of a block stand below its header; of anything else, all that is known is where it begins.
    const bool block = node && node->begin != Node::nowhere && is_block_scalar(text_, *node);
    const std::size_t begin = node && node->begin != Node::nowhere ? line_at(text_, node->begin) : 1;
    throw ReadError("the YAML in " + to_string(path) + ": " + error.what(), begin + (block ? error.line : 0));
  }
  if (!node || !is_block_scalar(text_, *node) || node->text.find_first_not_of('\n') == std::string::npos ||
      !block_scalar(text_, *node).literal) {
    return set(path, result);
  }
  after_.set(path, result);
  for (Splice& splice : lift(inner, decoded, text_, block_scalar(text_, *node), newline_)) {
    splices_.push_back(std::move(splice));
  }
}

void Editor::replace(const Reach& at, const Value& value) {
  const Node& node = *at.node;
  if (node.in_flow) {
    const bool written = node.begin != Node::nowhere;
    const std::size_t begin = written ? node.begin : colon_end(text_, *at.key);
    const std::size_t end = written ? end_of(text_, node) : begin;
    splices_.push_back({begin, end, (written ? "" : " ") + emit_flow(value)});
    return;
  }
  const bool simple = node.kind == Kind::scalar && !is_block_scalar(text_, node);
  if (simple && !is_literal(value) && !value.is_map() && !value.is_list()) {
    splices_.push_back({node.begin, end_of(text_, node), emit_scalar(value)});
    return;
  }
  fill(at, value);
}

/// Writes a value in block style after its key's colon, in place of whatever is there.
void Editor::fill(const Reach& at, const Value& value) {
  if (!at.key) refuse("only a map's values can be replaced by more than a word", at.node->begin);
  const std::size_t colon = colon_end(text_, *at.key);
  const std::size_t column = column_of(text_, *at.key);
  if (at.node->begin == Node::nowhere) return replace_inline(colon, colon, value, column);
  const std::size_t end = end_of(text_, *at.node);
  const bool whole_lines = is_block_scalar(text_, *at.node);
  if (!whole_lines) return replace_inline(colon, end, value, column);
  // A block scalar ends where the next line starts; its last line break is kept.
  const std::size_t stop = end > colon && text_[end - 1] == '\n' ? end - 1 : end;
  const bool carriage = stop > colon && text_[stop - 1] == '\r';
  splices_.push_back({colon, stop - (carriage ? 1 : 0), emit_value(value, column, newline_)});
}

/// A value of several lines begins behind the comment that its key's line may have.
void Editor::replace_inline(std::size_t begin, std::size_t end, const Value& value, std::size_t column) {
  std::string written = emit_value(value, column, newline_);
  const std::size_t first_line = std::min(written.find(newline_), written.size());
  std::size_t stop = line_end(text_, end);
  if (stop > end && text_[stop - 1] == '\r') --stop;
  std::string comment(text_.substr(end, stop - end));
  if (first_line == written.size() || comment.find_first_not_of(" \t") == std::string::npos) {
    splices_.push_back({begin, end, std::move(written)});
    return;
  }
  if (comment.find_first_not_of(" \t") != comment.find('#')) refuse("something follows the value on its line", end);
  splices_.push_back({begin, stop, written.substr(0, first_line) + comment + written.substr(first_line)});
}

void Editor::write_additions() {
  for (const auto& [at, entries] : additions_) {
    const Node& node = *at.node;
    const bool empty_braces = node.kind == Kind::map && node.flow && node.children.empty();
    if (node.in_flow || (node.flow && (!empty_braces || !at.key))) {
      if (node.kind == Kind::null) {
        replace(at, entries);
      } else {
        insert_into(node, entries);
      }
    } else if (at.key && (node.kind == Kind::null || empty_braces)) {
      fill(at, entries);
    } else {
      insert_into(node, entries);
    }
  }
}

void Editor::insert_into(const Node& map, const Value& entries) {
  if (map.flow) {
    const std::string inside = emit_flow(entries);
    const std::size_t at = content_begin(text_, map) + 1;
    splices_.push_back({at, at, inside.substr(1, inside.size() - 2) + (map.children.empty() ? "" : ", ")});
    return;
  }
  if (&map == &root_) {
    if (map.kind == Kind::null && map.begin != Node::nowhere) refuse("the document is null", map.begin);
    const std::size_t at = document_end(text_);
    const std::size_t column = map.children.empty() ? 0 : column_of(text_, map.children.front());
    std::string lines;
    for (const auto& [key, value] : entries.members()) {
      if (!lines.empty()) lines += newline_;
      lines += std::string(column, ' ') + emit_entry(key, value, column, newline_);
    }
    const bool at_line_start = at == 0 || text_[at - 1] == '\n';
    splices_.push_back({at, at, at_line_start ? lines + newline_ : newline_ + lines});
    return;
  }
  const Node& first = map.children.front();
  const std::size_t column = column_of(text_, first);
  const std::string margin(column, ' ');
  // On a line of its own the first key has only spaces before it, and entries can go above it and above its comments.
  const std::size_t line = line_begin(text_, first.begin);
  const bool own_line = indent_at(text_, line) == column;
  std::string lines;
  for (const auto& [key, value] : entries.members()) {
    const std::string entry = emit_entry(key, value, column, newline_);
    lines += own_line ? margin + entry + newline_ : entry + newline_ + margin;
  }
  std::size_t at = first.begin;
  if (own_line) {
    for (at = line; at > 0; at = line_begin(text_, at - 1)) {
      const std::size_t above = line_begin(text_, at - 1);
      const std::size_t text_at = above + indent_at(text_, above);
      if (text_at >= text_.size() || text_[text_at] != '#') break;
    }
  }
  splices_.push_back({at, at, std::move(lines)});
}

void Editor::write_removals() {
  std::map<const Node*, std::vector<std::size_t>> by_map;
  for (const Removal& removal : removals_) by_map[removal.map].push_back(removal.index);
  for (auto& [map, indices] : by_map) {
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    const bool refilled = std::any_of(additions_.begin(), additions_.end(), [&](const auto& a) { return a.first.node == map; });
    const bool emptied = !map->flow && indices.size() * 2 == map->children.size() && !refilled;
    for (const std::size_t index : indices) remove_entry(*map, index, emptied && index == indices.front());
  }
}

void Editor::remove_entry(const Node& map, std::size_t index, bool last_one) {
  const Node& key = map.children[index];
  const std::size_t end = entry_end(text_, key, map.children[index + 1]);
  if (last_one) {
    // An empty map must still be written where it was.
    const bool newline = end > key.begin && text_[end - 1] == '\n';
    splices_.push_back({key.begin, end, newline ? "{}" + newline_ : "{}"});
    return;
  }
  if (map.flow) {
    const std::size_t comma = skip_space_and_comments(text_, end);
    if (comma < text_.size() && text_[comma] == ',') {
      splices_.push_back({key.begin, skip_space_and_comments(text_, comma + 1), ""});
    } else {
      const std::size_t before = text_.rfind(',', key.begin);
      splices_.push_back({index == 0 || before == std::string_view::npos ? key.begin : before, end, ""});
    }
    return;
  }
  const std::size_t line = line_begin(text_, key.begin);
  if (indent_at(text_, line) == key.begin - line) {
    const bool whole = end > 0 && text_[end - 1] == '\n';
    splices_.push_back({line, whole ? end : next_line(text_, end), ""});
  } else if (index + 2 < map.children.size()) {
    splices_.push_back({key.begin, map.children[index + 2].begin, ""});
  } else {
    refuse("the only entry of a list's item cannot be removed", key.begin);
  }
}

}  // namespace

std::string apply(std::string_view document, const std::vector<Edit>& edits) {
  const bool marked = document.starts_with(byte_order_mark);
  const std::string_view text = marked ? document.substr(byte_order_mark.size()) : document;
  Editor editor(text, newline_of(text));
  const std::vector<Splice> splices = editor.plan(edits);
  if (splices.empty()) return std::string(document);
  std::string result = spliced(text, splices);
  if (!(read(result) == editor.after())) {
    throw Error("the edit would change more than it should", "line 1",
                "write the parts to be changed in plain block style, then run this again");
  }
  return marked ? std::string(byte_order_mark) + result : result;
}

}  // namespace l7::yaml
