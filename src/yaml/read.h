#pragma once

#include <string_view>

#include "model/text_format.h"
#include "model/value.h"

namespace l7::yaml {

/// A document that cannot be read, or that Kubernetes would read differently than we do.
/// `line` counts from 1 at the document's first byte.
class ReadError : public TextError {
 public:
  ReadError(const std::string& what, std::size_t line);
};

/// The first document of the text as Kubernetes reads it: YAML 1.1 booleans, nulls and numbers, the last of duplicate
/// keys, aliases and merge keys resolved. Null for a text without content. Throws ReadError; never takes more than a
/// fixed multiple of the text's size in memory, whatever aliases it holds.
Value read(std::string_view text);

}  // namespace l7::yaml
