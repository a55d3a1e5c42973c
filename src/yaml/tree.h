#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace l7::yaml {

/// A node of a document, with the place in the text where it begins. yaml-cpp tells no ends; src/yaml/span.h finds
/// them.
struct Node {
  enum class Kind { null, scalar, sequence, map, alias };
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  Kind kind = Kind::null;
  /// Written in `[]` or `{}`, or inside such a collection.
  bool flow = false;
  bool in_flow = false;
  /// The first byte: of the anchor or tag if there is one, else of the content. `nowhere` for a null that is not
  /// written.
  std::size_t begin = nowhere;
  /// As yaml-cpp gives it: "?" plain, "!" quoted or block, else the resolved tag.
  std::string tag;
  /// A number for the anchor it carries, or, of an alias, the one it refers to; 0 for none.
  std::size_t anchor = 0;
  /// The decoded text of a scalar.
  std::string text;
  /// A map's keys and values in turn, or a sequence's items.
  std::vector<Node> children;

  bool is_merge_key() const { return kind == Kind::scalar && text == "<<" && tag == "?"; }
};

/// The first document of the text. Throws ReadError for what cannot be read, for what Kubernetes would read otherwise,
/// and for more depth or nodes than any Kubernetes object has.
Node parse(std::string_view text);

}  // namespace l7::yaml
