#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace l7::live {

/// Where two texts differ: at this byte of the second one stands `after`, and in the first stood `before`.
struct TextHunk {
  std::size_t at;
  std::string before;
  std::string after;

  bool operator==(const TextHunk&) const = default;
};

/// A hunk for each edit, in order, and nothing in between: what stands there may be a password. Each is of whole UTF-8
/// characters, as JSON wants them.
std::vector<TextHunk> hunks_between(std::string_view before, std::string_view after);

/// The text before the hunks; nothing where another text stands at the place of one.
std::optional<std::string> without_hunks(std::string text, const std::vector<TextHunk>& hunks);

}  // namespace l7::live
