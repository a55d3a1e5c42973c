#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/value.h"
#include "yaml/splice.h"
#include "yaml/tree.h"

namespace l7::yaml {

/// A change that a text has no place for. `line` counts from 1 at the text's first byte.
class Refused : public Error {
 public:
  Refused(const std::string& what, std::size_t line);
  std::size_t line;
};

/// A node of a document and what holds it.
struct NodePlace {
  const Node* node;
  /// The map that holds `node`, and its key there; null for the root and for items.
  const Node* parent = nullptr;
  const Node* key = nullptr;
  /// Steps of the path that have no node.
  std::size_t missing = 0;
};

/// The line ending of a text's first line.
std::string newline_of(std::string_view text);

/// Turns changes of nodes into splices of the text they were parsed from, in the style that is there already.
/// Nothing here knows whether the result is right: yaml::apply reads it again.
class Layout {
 public:
  Layout(std::string_view text, const Node& root, std::string newline)
      : text_(text), root_(root), newline_(std::move(newline)) {}

  [[noreturn]] void refuse(const std::string& what, std::size_t at) const;

  /// Another value for a node, also for a null that is not written.
  void replace(const NodePlace& at, const Value& value);
  /// Adds the members of `added` to a map, or to a null that becomes one, and removes entries, told by their keys'
  /// places among the children, in rising order.
  void change(const NodePlace& at, const Value& added, std::vector<std::size_t> removed);

  std::vector<Splice>& splices() { return splices_; }

 private:
  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  void put(std::size_t begin, std::size_t end, std::string text) { splices_.push_back({begin, end, std::move(text)}); }
  std::size_t column_of(const Node& node) const;
  /// Where an entry ends, its last line break not included.
  std::size_t end_of_entry(const Node& map, std::size_t index) const;
  std::string lines(const Value& entries, std::size_t column) const;

  void fill(const NodePlace& at, const Value& value);
  void append(const Value& entries, std::size_t column);
  std::string_view last_block_header(const Node& node) const;
  bool ends_in_cut_block() const;
  void insert_above(const Node& map, const Value& entries, std::size_t column);

  void change_flow(const Node& map, const Value& added, const std::vector<std::size_t>& removed);
  void erase_flow(const Node& map, std::size_t first, std::size_t last);

  void change_block(const Node& map, const Value& added, std::vector<std::size_t> removed);
  void erase_block(const Node& map, const std::vector<std::size_t>& removed);
  Range lines_of(const Node& map, std::size_t first, std::size_t last) const;

  std::string_view text_;
  const Node& root_;
  std::string newline_;
  std::vector<Splice> splices_;
};

}  // namespace l7::yaml
