#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/finding.h"
#include "model/health.h"

namespace l7::cli {

/// Escape codes (ECMA-48, SGR). Each text is followed by `plain`.
namespace code {
inline constexpr std::string_view bold = "\x1b[1m";
inline constexpr std::string_view dim = "\x1b[2m";
inline constexpr std::string_view red = "\x1b[31m";
inline constexpr std::string_view green = "\x1b[32m";
inline constexpr std::string_view yellow = "\x1b[33m";
inline constexpr std::string_view cyan = "\x1b[36m";
inline constexpr std::string_view plain = "\x1b[0m";
}  // namespace code

/// What may be used to draw on one stream.
struct Style {
  bool colour = false;
  /// Signs beyond ASCII.
  bool utf8 = false;
  /// Columns; 0 when lines may have any length.
  std::size_t width = 0;

  std::string painted(std::string_view escape, std::string_view text) const;

  /// The sign for a state or severity, in its colour and always `mark_width()` columns wide.
  std::string mark(State state) const;
  std::string mark(Severity severity) const;
  std::size_t mark_width() const { return utf8 ? 1 : 2; }

  std::string_view ellipsis() const { return utf8 ? "…" : "..."; }
};

/// What --color, the environment and the terminal behind `fd` allow.
Style style_for(std::string_view choice, int fd);

}  // namespace l7::cli
