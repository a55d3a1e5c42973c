#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/path.h"
#include "model/text_format.h"
#include "model/value.h"
#include "yaml/tree.h"

namespace l7::yaml {

/// One change to a document: set what stands at `path`, or remove it when `value` is empty.
///
/// With `inner`, the string at `path` is itself a YAML document (a ConfigMap's user.yaml) and the change is made inside
/// it, at that path of its first document. A missing string is then made.
struct Edit {
  Path path;
  Path inner;
  std::optional<Value> value;
};

/// A document that was read once, to be looked at and edited.
class Document {
 public:
  /// Takes the first document of the text, with or without its `---` line. Throws ReadError.
  explicit Document(std::string text);

  /// What it says: see read().
  const Value& value() const { return value_; }

  /// The text with the edits made and every byte outside them as it was: comments, order of keys, quoting, line
  /// endings, indentation.
  ///
  /// The result is read again and must hold what was intended and nothing else. Throws Error, with the line in the
  /// document as `where`, when a place on an edited path holds an anchor or an alias, or when the result
  /// would not be what was intended.
  std::string apply(const std::vector<Edit>& edits) const;

 private:
  std::string text_;
  Node root_;
  Value value_;
};

/// The same for a text that is edited once.
std::string apply(std::string_view document, const std::vector<Edit>& edits);

/// Reading and editing, for rooms that get them from their caller.
const TextFormat& text_format();

/// A new document in block style for a value that came from no text: strings quoted, no `---`, ends in a newline.
std::string emit(const Value& value, std::string_view newline = "\n");

}  // namespace l7::yaml
