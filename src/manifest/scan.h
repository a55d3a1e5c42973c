#pragma once

#include <cstddef>
#include <string_view>

/// The looks that go over every byte of a stream, sixteen at once.
namespace l7::manifest {

std::size_t count_newlines(std::string_view text);

/// What std::string_view::find tells, for a needle that is not empty; faster where its first letter is frequent.
std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from = 0);

inline bool contains(std::string_view text, std::string_view part) {
  return part.empty() || find_text(text, part) != std::string_view::npos;
}

struct LineStarts {
  /// Lines that begin with `k`.
  std::size_t with_k = 0;
  /// Lines that begin with anything but a letter, a space, `#`, `-` or nothing: those can spell a key in ways that a
  /// plain look misses.
  std::size_t odd = 0;
};

/// Counts over all lines but the first. A lone carriage return and the Unicode line breaks end a line too, since
/// Kubernetes' reader takes them so.
LineStarts count_line_starts(std::string_view text);

}  // namespace l7::manifest
