#pragma once

#include <cstddef>
#include <string_view>

#include "yaml/tree.h"

namespace l7::yaml {

/// Where things end in the text of a document: yaml-cpp tells only where they begin.
/// All functions throw ReadError where the text and the tree do not agree, so a wrong guess never becomes an edit.

/// The first byte behind anchors and tags.
std::size_t content_begin(std::string_view text, const Node& node);

/// One past the closing quote of the one at `begin`.
std::size_t quoted_end(std::string_view text, std::size_t begin);

/// One past the last byte of a written node. Of a block scalar: the start of the first line that is not its own, blank
/// lines at its end included.
std::size_t end_of(std::string_view text, const Node& node);

/// One past the `:` behind a key; the key's end when there is none (`{a, b}`).
std::size_t colon_end(std::string_view text, const Node& key);

/// One past the value of a map's entry, whether or not it is written.
std::size_t entry_end(std::string_view text, const Node& key, const Node& value);

/// A `|` or `>` scalar, line by line.
struct BlockScalar {
  bool literal;
  /// The line of the header ends here (at its '\n' or the end of the text).
  std::size_t header_end;
  /// The first byte of its first line, and one past its last, blank lines at the end included.
  std::size_t begin;
  std::size_t end;
  /// Columns that are not content; 0 when it has no content.
  std::size_t indent;
};

bool is_block_scalar(std::string_view text, const Node& node);
BlockScalar block_scalar(std::string_view text, const Node& node);

}  // namespace l7::yaml
