#include "yaml/edit.h"

#include <algorithm>

#include "yaml/layout.h"
#include "yaml/read.h"
#include "yaml/resolve.h"
#include "yaml/splice.h"
#include "yaml/text.h"
#include "yaml/tree.h"

namespace l7::yaml {
namespace {

using Kind = Node::Kind;

bool says(std::string_view text, const Value& value) {
  try {
    return read(text) == value;
  } catch (const ReadError&) {
    return false;
  }
}

/// The edits of one document, turned into splices of its text.
class Editor {
 public:
  Editor(std::string_view text, const Node& root, const Value& value)
      : text_(text), newline_(newline_of(text)), root_(root), after_(value), layout_(text, root, newline_) {}

  std::vector<Splice> plan(const std::vector<Edit>& edits);
  /// What the document shall say once the splices are made.
  const Value& after() const { return after_; }

 private:
  /// Changes are gathered by node, so that entries side by side are laid out together.
  struct Alteration {
    NodePlace at;
    Value added;
    std::vector<std::size_t> removed;
  };

  NodePlace reach(const Path& path) const;
  void check_editable(const Node& node, const Path& path) const;
  void check_room(const Path& path) const;
  Alteration& alteration_of(const NodePlace& at);

  void set(const Path& path, const Value& value);
  void remove(const Path& path);
  void edit_inside(const Path& path, const std::vector<Edit>& edits);
  template <typename Failure>
  [[noreturn]] void fail_inside(const Path& path, const Node* node, const Failure& failure) const;
  bool is_literal_block(const Node* node) const;

  std::string_view text_;
  std::string newline_;
  const Node& root_;
  Value after_;
  Layout layout_;
  std::vector<std::pair<NodePlace, Value>> replacements_;
  std::vector<Alteration> alterations_;
};

std::vector<Splice> Editor::plan(const std::vector<Edit>& edits) {
  std::vector<std::pair<Path, std::vector<Edit>>> inside;
  for (const Edit& edit : edits) {
    if (!edit.inner.empty()) {
      auto same =
          std::find_if(inside.begin(), inside.end(), [&](const auto& entry) { return entry.first == edit.path; });
      if (same == inside.end()) same = inside.insert(inside.end(), {edit.path, {}});
      same->second.push_back({edit.inner, {}, edit.value});
    } else if (edit.value) {
      set(edit.path, *edit.value);
    } else {
      remove(edit.path);
    }
  }
  for (const auto& [path, list] : inside) edit_inside(path, list);
  for (const auto& [at, value] : replacements_) layout_.replace(at, value);
  for (Alteration& alteration : alterations_) {
    std::sort(alteration.removed.begin(), alteration.removed.end());
    layout_.change(alteration.at, alteration.added, alteration.removed);
  }
  return std::move(layout_.splices());
}

NodePlace Editor::reach(const Path& path) const {
  NodePlace at{&root_};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Node& node = *at.node;
    check_editable(node, path);
    const Step& step = path[i];
    if (step.is_index()) {
      if (node.kind != Kind::sequence || step.index >= node.children.size()) {
        layout_.refuse(to_string(path) + " is not there", node.begin);
      }
      at = {&node.children[step.index]};
      continue;
    }
    if (node.kind != Kind::map && node.kind != Kind::null) {
      layout_.refuse("there is no room for " + to_string(path) + ": what holds it is not a map", node.begin);
    }
    // Kubernetes takes the last of duplicate keys.
    std::size_t k = node.children.size();
    while (k >= 2 && !(node.children[k - 2].kind == Kind::scalar && node.children[k - 2].text == step.key)) k -= 2;
    if (k < 2) {
      at.missing = path.size() - i;
      return at;
    }
    at = {&node.children[k - 1], &node, &node.children[k - 2]};
  }
  check_editable(*at.node, path);
  return at;
}

void Editor::check_editable(const Node& node, const Path& path) const {
  if (node.kind == Kind::alias) layout_.refuse("an alias stands on the way to " + to_string(path), node.begin);
  if (node.anchor != 0) layout_.refuse("an anchor stands on the way to " + to_string(path), node.begin);
}

/// Maps can be made, lists cannot; and edits before this one may have taken the room that the document has.
void Editor::check_room(const Path& path) const {
  static const Value nothing;
  const Value* at = &after_;
  for (const Step& step : path) {
    const bool room = step.is_index() ? step.index < at->items().size() : at->is_map() || at->is_null();
    if (!room) layout_.refuse("there is no room for " + to_string(path), Node::nowhere);
    at = step.is_index() ? &at->items()[step.index] : at->find(std::string_view(step.key));
    if (!at) at = &nothing;
  }
}

Editor::Alteration& Editor::alteration_of(const NodePlace& at) {
  for (Alteration& alteration : alterations_) {
    if (alteration.at.node == at.node) return alteration;
  }
  return alterations_.emplace_back(Alteration{at, Value::map(), {}});
}

void Editor::set(const Path& path, const Value& value) {
  const Value* there = after_.find(path);
  if (there && *there == value) return;
  const NodePlace at = reach(path);
  check_room(path);
  after_.set(path, value);
  if (at.missing != 0) {
    const Path rest(path.end() - static_cast<std::ptrdiff_t>(at.missing), path.end());
    alteration_of(at).added.set(rest, value);
    return;
  }
  for (auto& [place, replacement] : replacements_) {
    if (place.node == at.node) {
      replacement = value;
      return;
    }
  }
  replacements_.emplace_back(at, value);
}

void Editor::remove(const Path& path) {
  if (!after_.find(path)) return;
  const NodePlace at = reach(path);
  if (!at.parent || at.missing != 0) layout_.refuse(to_string(path) + " cannot be removed", at.node->begin);
  after_.remove(path);
  const Path parent_path(path.begin(), path.end() - 1);
  Alteration& alteration = alteration_of(reach(parent_path));
  for (std::size_t i = 0; i < at.parent->children.size(); i += 2) {
    const Node& key = at.parent->children[i];
    if (key.kind == Kind::scalar && key.text == path.back().key) alteration.removed.push_back(i);
  }
}

void Editor::edit_inside(const Path& path, const std::vector<Edit>& edits) {
  const NodePlace at = reach(path);
  const Node* node = at.missing == 0 ? at.node : nullptr;
  if (node && node->kind != Kind::scalar && node->kind != Kind::null) {
    layout_.refuse(to_string(path) + " is no text", node->begin);
  }
  const std::string decoded = node ? node->text : "";
  std::vector<Splice> inner;
  std::string result;
  try {
    const Node root = parse(decoded);
    Editor editor(decoded, root, resolve(root, decoded));
    inner = editor.plan(edits);
    if (inner.empty()) return;
    result = spliced(decoded, inner);
    if (!says(result, editor.after())) throw Refused("the edit would change more than it should", 1);
  } catch (const ReadError& error) {
    fail_inside(path, node, error);
  } catch (const Refused& error) {
    fail_inside(path, node, error);
  }
  if (!is_literal_block(node)) return set(path, result);
  after_.set(path, result);
  for (Splice& splice : lift(inner, decoded, text_, block_scalar(text_, *node), newline_)) {
    layout_.splices().push_back(std::move(splice));
  }
}

/// Lines of a literal block stand below its header; of anything else, all that is known is where it begins.
template <typename Failure>
void Editor::fail_inside(const Path& path, const Node* node, const Failure& failure) const {
  std::size_t line = 1;
  if (is_literal_block(node)) {
    line = line_at(text_, block_scalar(text_, *node).begin) + failure.line - 1;
  } else if (node && node->begin != Node::nowhere) {
    line = line_at(text_, node->begin);
  }
  throw Failure("the YAML in " + to_string(path) + ": " + failure.what(), line);
}

/// Whether a text stands line by line in a literal block, so that edits inside it can be made in place.
bool Editor::is_literal_block(const Node* node) const {
  return node && node->text.find_first_not_of(" \t\n") != std::string::npos && is_block_scalar(text_, *node) &&
         block_scalar(text_, *node).literal;
}

}  // namespace

Document::Document(std::string text) : text_(std::move(text)) {
  const std::string_view bare = without_mark(text_);
  root_ = parse(bare);
  value_ = resolve(root_, bare);
}

std::string Document::apply(const std::vector<Edit>& edits) const {
  const std::string_view bare = without_mark(text_);
  Editor editor(bare, root_, value_);
  const std::vector<Splice> splices = editor.plan(edits);
  if (splices.empty()) return text_;
  const std::string result = spliced(bare, splices);
  if (!says(result, editor.after())) throw Refused("the edit would change more than it should", 1);
  return text_.substr(0, text_.size() - bare.size()) + result;
}

std::string apply(std::string_view document, const std::vector<Edit>& edits) {
  return Document(std::string(document)).apply(edits);
}

const TextFormat& text_format() {
  static constexpr TextFormat format = {read, [](std::string_view text, std::span<const TextEdit> edits) {
                                          std::vector<Edit> all;
                                          for (const TextEdit& edit : edits) all.push_back({edit.path, {}, edit.value});
                                          return yaml::apply(text, all);
                                        }};
  return format;
}

}  // namespace l7::yaml
