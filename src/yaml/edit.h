#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/path.h"
#include "model/value.h"

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

/// Returns the document with the edits made and every byte outside them as it was: comments, order of keys, quoting,
/// line endings, indentation. `document` is one document with or without its `---` line.
///
/// The result is read again and must hold what was intended and nothing else. Throws Error, with the line in the
/// document as `where`, when the document cannot be read, when a place on an edited path holds an anchor, an alias or a
/// merge key, or when the result would not be what was intended.
std::string apply(std::string_view document, const std::vector<Edit>& edits);

/// A new document in block style for a value that came from no text: strings quoted, no `---`, ends in a newline.
std::string emit(const Value& value, std::string_view newline = "\n");

}  // namespace l7::yaml
