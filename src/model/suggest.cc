#include "model/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace l7 {
namespace {

/// Edits of one letter, a swap of two neighbours being one (the optimal string alignment distance).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last, row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> known) {
  /// Longer words name nothing here, and would take quadratic time to compare.
  constexpr std::size_t longest_word = 64;
  if (word.size() > longest_word) return {};
  std::string_view best;
  // A name that shares no letter with a short word is no correction of it.
  std::size_t least = std::min((word.size() + 2) / 3 + 1, word.size());
  for (const std::string_view name : known) {
    const std::size_t edits = distance(word, name);
    if (edits < least) {
      least = edits;
      best = name;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name) {
  return name.empty() ? "" : "; did you mean " + std::string(name) + "?";
}

}  // namespace l7
