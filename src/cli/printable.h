#pragma once

#include <string>
#include <string_view>

namespace l7::cli {

/// The text with every byte that is no UTF-8 replaced by U+FFFD, so that it may stand in JSON.
std::string valid_utf8(std::string_view text);

/// Valid UTF-8 in which control characters and marks that turn text around are spelled out (`\n`, `\x1b`, `\u202e`):
/// what comes from a manifest may be shown on a terminal, on one line, and do nothing to it.
std::string printable(std::string_view text);

/// The same with `\uXXXX` for each of them, which strings in JSON and YAML take for what it was.
std::string visible(std::string_view text);

}  // namespace l7::cli
