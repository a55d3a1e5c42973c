#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace l7 {

/// Lines [old_begin, old_end) of one text that lines [new_begin, new_end) of another stand for; either may be empty.
struct Difference {
  std::size_t old_begin, old_end;
  std::size_t new_begin, new_end;

  bool operator==(const Difference&) const = default;
};

/// A shortest list of differences, in order; equal lines stand between any two of them. Myers' algorithm ("An O(ND)
/// Difference Algorithm and Its Variations", 1986) in its form that is linear in space.
std::vector<Difference> differences(const std::vector<std::string_view>& old_lines,
                                    const std::vector<std::string_view>& new_lines);

}  // namespace l7
