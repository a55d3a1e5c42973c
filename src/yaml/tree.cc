#include "yaml/tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "model/text.h"
#include "yaml/read.h"
#include "yaml/span.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

/// yaml-cpp before 0.8 decodes `\_` and `\N` to bare bytes, which are no UTF-8.
std::string with_whole_characters(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = std::max<std::size_t>(character_length(std::string_view(text).substr(i)), 1);
    if (length == 1 && static_cast<unsigned char>(text[i]) >= 0x80) out += '\xc2';
    out.append(text, i, length);
    i += length;
  }
  return out;
}

constexpr std::size_t deepest = 100;
/// The largest objects, custom resource definitions, have some 30,000 nodes in a megabyte.
constexpr std::size_t most_nodes = 1 << 16;

/// Lets yaml-cpp read a text where it lies.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text)
      : text_(text), has_short_escapes_(text.find("\\_") != text.npos || text.find("\\N") != text.npos) {}

  Node take() { return std::move(root_); }

  /// yaml-cpp takes the end of the text for a closing quote when a line break comes before it.
  void check_last_quote() const {
    if (last_scalar_ == Node::nowhere) return;
    Node node;
    node.begin = last_scalar_;
    const std::size_t begin = content_begin(text_, node);
    if (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'')) quoted_end(text_, begin);
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node& node = add(Node::Kind::null, mark, "?", anchor);
    if (!is_written_null(node.begin)) node.begin = Node::nowhere;
    last_null_ = node.begin == Node::nowhere ? nullptr : &node;
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(Node::Kind::alias, mark, "?", anchor); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node& node = add(Node::Kind::scalar, mark, tag, anchor);
    last_scalar_ = node.begin;
    node.text = has_short_escapes_ ? with_whole_characters(value) : value;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(add(Node::Kind::sequence, mark, tag, anchor), style);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(add(Node::Kind::map, mark, tag, anchor), style);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  Node& add(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const auto begin = static_cast<std::size_t>(mark.pos);
    // The mark of a null that is not written is the next token's, which may look like a written one.
    if (last_null_ && last_null_->begin == begin) last_null_->begin = Node::nowhere;
    last_null_ = nullptr;
    if (++count_ > most_nodes) throw ReadError("it has more parts than a Kubernetes object", line_at(text_, begin));

    Node* node = &root_;
    if (!open_.empty()) node = &open_.back()->children.emplace_back();
    node->kind = kind;
    node->begin = begin;
    node->tag = tag;
    node->anchor = anchor;
    node->in_flow = !open_.empty() && (open_.back()->flow || open_.back()->in_flow);
    return *node;
  }

  void open(Node& node, YAML::EmitterStyle::value style) {
    node.flow = style == YAML::EmitterStyle::Flow;
    if (open_.size() >= deepest) throw ReadError("it is nested deeper than 100 levels", line_at(text_, node.begin));
    open_.push_back(&node);
  }

  bool is_written_null(std::size_t begin) const {
    const std::string_view rest = text_.substr(std::min(begin, text_.size()));
    if (rest.starts_with('&') || rest.starts_with('!')) return true;
    for (const std::string_view spelling : {"~", "null", "Null", "NULL"}) {
      if (!rest.starts_with(spelling)) continue;
      static constexpr std::string_view delimiters = " \t\r\n,]}:";
      if (rest.size() == spelling.size() || delimiters.find(rest[spelling.size()]) != std::string_view::npos)
        return true;
    }
    return false;
  }

  std::string_view text_;
  bool has_short_escapes_;
  Node root_;
  // A collection's node stays where it is while it is open: only its own children grow.
  std::vector<Node*> open_;
  Node* last_null_ = nullptr;
  std::size_t last_scalar_ = Node::nowhere;
  std::size_t count_ = 0;
};

}  // namespace

Node parse(std::string_view text) {
  check_text(text);
  Builder builder(text);
  TextBuffer buffer(text);
  std::istream input(&buffer);
  try {
    YAML::Parser parser(input);
    parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& error) {
    throw ReadError(error.msg, error.mark.is_null() ? 1 : static_cast<std::size_t>(error.mark.line) + 1);
  }
  builder.check_last_quote();
  return builder.take();
}

}  // namespace l7::yaml
