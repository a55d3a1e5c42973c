#include "yaml/span.h"

#include <algorithm>

#include "yaml/read.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

[[noreturn]] void disagree(std::string_view text, std::size_t at) {
  throw ReadError("where this value ends cannot be told for certain", line_at(text, at));
}

char char_at(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

/// Walks value and text side by side; a line break folds to a space, and n+1 of them to n line breaks.
std::size_t plain_end(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t at = begin;
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t after = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const std::string_view space = text.substr(at, after - at);
    const auto breaks = static_cast<std::size_t>(std::count(space.begin(), space.end(), '\n'));
    const std::string folded = breaks == 0 ? std::string(space) : breaks == 1 ? " " : std::string(breaks - 1, '\n');
    if (value.substr(i, folded.size()) != folded) disagree(text, begin);
    i += folded.size();
    at = after;
    if (i < value.size()) {
      if (char_at(text, at) != value[i]) disagree(text, begin);
      ++i;
      ++at;
    }
  }
  return at;
}

/// Behind the last child, a flow collection has white space, comments, commas and its bracket.
std::size_t flow_end(std::string_view text, const Node& node) {
  std::size_t at = content_begin(text, node) + 1;
  for (const Node& child : node.children) {
    if (child.begin != Node::nowhere) at = std::max(at, end_of(text, child));
  }
  const char bracket = node.kind == Node::Kind::map ? '}' : ']';
  for (;;) {
    at = skip_space_and_comments(text, at);
    const char c = char_at(text, at);
    if (c == bracket) return at + 1;
    if (c != ',' && c != ':' && c != '?') disagree(text, at);
    ++at;
  }
}

std::size_t block_sequence_end(std::string_view text, const Node& node) {
  std::size_t at = content_begin(text, node);
  for (const Node& child : node.children) {
    const std::size_t dash = skip_space_and_comments(text, at);
    if (char_at(text, dash) != '-') disagree(text, at);
    at = child.begin == Node::nowhere ? dash + 1 : end_of(text, child);
  }
  return at;
}

/// One past the last anchor or tag, and the first byte of what follows.
struct Properties {
  std::size_t end;
  std::size_t content;
};

Properties properties_of(std::string_view text, const Node& node) {
  Properties found{node.begin, node.begin};
  while (char_at(text, found.content) == '&' || char_at(text, found.content) == '!') {
    const std::size_t verbatim =
        text.substr(found.content).starts_with("!<") ? text.find('>', found.content) : found.content;
    found.end = std::min(text.find_first_of(" \t\r\n,[]{}", verbatim), text.size());
    found.content = skip_space_and_comments(text, found.end);
  }
  return found;
}

std::size_t scalar_end(std::string_view text, const Node& node) {
  const auto [end, content] = properties_of(text, node);
  const char c = char_at(text, content);
  const bool same_line = text.substr(end, content - end).find('\n') == std::string_view::npos;
  if (node.tag != "?" && (c == '"' || c == '\'') && (same_line || !node.text.empty())) return quoted_end(text, content);
  // Behind a tag there may be nothing at all.
  return node.text.empty() ? end : plain_end(text, content, node.text);
}

}  // namespace

std::size_t quoted_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || char_at(text, at + 1) != '\'') return at + 1;
      ++at;
    }
  }
  throw ReadError("a quote is not closed", line_at(text, begin));
}

std::size_t content_begin(std::string_view text, const Node& node) { return properties_of(text, node).content; }

bool is_block_scalar(std::string_view text, const Node& node) {
  if (node.kind != Node::Kind::scalar || node.in_flow || node.tag == "?") return false;
  const char c = char_at(text, content_begin(text, node));
  return c == '|' || c == '>';
}

BlockScalar block_scalar(std::string_view text, const Node& node) {
  const std::size_t header = content_begin(text, node);
  BlockScalar block{};
  block.literal = text[header] == '|';
  block.header_end = line_end(text, header);
  block.begin = block.end = next_line(text, header);
  const std::size_t word = node.text.find_first_not_of(" \t\n");
  std::size_t at = block.begin;
  while (at < text.size() && is_blank_line(text, at)) at = next_line(text, at);
  if (word != std::string::npos) {
    // Leading spaces of the decoded first line are content, whatever the header's indentation indicator says.
    const std::size_t own = indent_at(node.text, line_begin(node.text, word));
    const std::size_t written = indent_at(text, at);
    if (written < own || at == text.size()) disagree(text, header);
    block.indent = written - own;
    while (at < text.size() && (is_blank_line(text, at) || indent_at(text, at) >= block.indent))
      at = next_line(text, at);
  }
  block.end = at;
  return block;
}

std::size_t end_of(std::string_view text, const Node& node) {
  const std::size_t begin = content_begin(text, node);
  switch (node.kind) {
    case Node::Kind::alias: return std::min(text.find_first_of(" \t\r\n,[]{}", begin), text.size());
    case Node::Kind::null: {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n,]}:", begin), text.size());
      const std::string_view word = text.substr(begin, end - begin);
      return word == "~" || word == "null" || word == "Null" || word == "NULL" ? end : begin;
    }
    case Node::Kind::scalar: {
      return is_block_scalar(text, node) ? block_scalar(text, node).end : scalar_end(text, node);
    }
    default: break;
  }
  if (node.flow) return flow_end(text, node);
  if (node.kind == Node::Kind::sequence) return block_sequence_end(text, node);
  if (node.children.size() < 2) disagree(text, begin);
  return entry_end(text, node.children[node.children.size() - 2], node.children.back());
}

std::size_t colon_end(std::string_view text, const Node& key) {
  if (key.begin == Node::nowhere) throw ReadError("a key is missing", 1);
  const std::size_t end = end_of(text, key);
  const std::size_t at = skip_space_and_comments(text, end);
  return char_at(text, at) == ':' ? at + 1 : end;
}

std::size_t entry_end(std::string_view text, const Node& key, const Node& value) {
  return value.begin == Node::nowhere ? colon_end(text, key) : end_of(text, value);
}

}  // namespace l7::yaml
