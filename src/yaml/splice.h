#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/span.h"

namespace l7::yaml {

/// Replaces [begin, end) of a text.
struct Splice {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

/// The text with all splices made. They may come in any order and must not overlap; an insertion goes before a
/// replacement at the same place. Throws Error otherwise.
std::string spliced(std::string_view text, std::vector<Splice> splices);

/// Splices of a literal block's decoded text, as splices of the document it stands in: every line shifted by the
/// block's indentation, with the document's own line endings.
std::vector<Splice> lift(const std::vector<Splice>& inner, std::string_view decoded, std::string_view document,
                         const BlockScalar& block, std::string_view newline);

}  // namespace l7::yaml
