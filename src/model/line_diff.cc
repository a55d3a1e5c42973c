#include "model/line_diff.h"

#include <algorithm>
#include <map>

namespace l7 {
namespace {

using Index = std::ptrdiff_t;

/// A stretch of both texts, from (old_begin, new_begin) to (old_end, new_end).
struct Box {
  Index old_begin, old_end;
  Index new_begin, new_end;

  Index width() const { return old_end - old_begin; }
  Index height() const { return new_end - new_begin; }
};

/// Lines as numbers, equal where the lines are.
using Numbers = std::vector<std::size_t>;

class Comparison {
 public:
  Comparison(const Numbers& old_lines, const Numbers& new_lines)
      : old_(old_lines),
        new_(new_lines),
        removed_(old_lines.size()),
        added_(new_lines.size()),
        offset_(static_cast<Index>(old_lines.size() + new_lines.size()) + 1),
        forward_(2 * static_cast<std::size_t>(offset_) + 1),
        backward_(forward_.size()) {
    compare({0, static_cast<Index>(old_.size()), 0, static_cast<Index>(new_.size())});
  }

  std::vector<Difference> differences() const {
    std::vector<Difference> found;
    for (std::size_t i = 0, j = 0; i < old_.size() || j < new_.size(); ++i, ++j) {
      const Difference start = {i, i, j, j};
      while (i < old_.size() && removed_[i]) ++i;
      while (j < new_.size() && added_[j]) ++j;
      if (i != start.old_begin || j != start.new_begin) found.push_back({start.old_begin, i, start.new_begin, j});
    }
    return found;
  }

 private:
  bool same(Index i, Index j) const { return old_[static_cast<std::size_t>(i)] == new_[static_cast<std::size_t>(j)]; }

  void compare(Box box) {
    while (box.width() > 0 && box.height() > 0 && same(box.old_begin, box.new_begin)) ++box.old_begin, ++box.new_begin;
    while (box.width() > 0 && box.height() > 0 && same(box.old_end - 1, box.new_end - 1)) --box.old_end, --box.new_end;
    if (box.width() == 0 || box.height() == 0) {
      std::fill(removed_.begin() + box.old_begin, removed_.begin() + box.old_end, true);
      std::fill(added_.begin() + box.new_begin, added_.begin() + box.new_end, true);
      return;
    }
    // Both ends differ, so there are at least two edits, and each half gets one of them: the halves are smaller.
    const Box middle = middle_snake(box);
    compare({box.old_begin, middle.old_begin, box.new_begin, middle.new_begin});
    compare({middle.old_end, box.old_end, middle.new_end, box.new_end});
  }

  /// How far the shortest paths reach on each diagonal, from one corner of a box.
  struct Frontier {
    std::vector<Index>& reach;
    Index offset;
    Index& operator[](Index diagonal) { return reach[static_cast<std::size_t>(diagonal + offset)]; }

    /// Where a path with one more edit starts on the diagonal.
    Index start(Index diagonal, Index edits) {
      const bool down = diagonal == -edits || (diagonal != edits && (*this)[diagonal - 1] < (*this)[diagonal + 1]);
      return down ? (*this)[diagonal + 1] : (*this)[diagonal - 1] + 1;
    }
  };

  /// The run of equal lines, maybe an empty one, in the middle of a shortest path through the box: where the paths from
  /// both corners first overlap.
  Box middle_snake(const Box& box) {
    const Index width = box.width(), height = box.height(), delta = width - height;
    Frontier forward{forward_, offset_}, backward{backward_, offset_};
    forward[1] = backward[1] = 0;
    for (Index edits = 0;; ++edits) {
      const Index lowest = -edits + 2 * std::max<Index>(0, edits - height);
      const Index highest = edits - 2 * std::max<Index>(0, edits - width);
      for (Index k = lowest; k <= highest; k += 2) {
        const Index start = forward.start(k, edits);
        Index x = start;
        while (x < width && x - k < height && same(box.old_begin + x, box.new_begin + x - k)) ++x;
        forward[k] = x;
        const Index other = delta - k;
        const bool seen = delta % 2 != 0 && std::abs(other) <= edits - 1;
        if (seen && x + backward[other] >= width) {
          return {box.old_begin + start, box.old_begin + x, box.new_begin + start - k, box.new_begin + x - k};
        }
      }
      for (Index k = lowest; k <= highest; k += 2) {
        const Index start = backward.start(k, edits);
        Index x = start;
        while (x < width && x - k < height && same(box.old_end - 1 - x, box.new_end - 1 - x + k)) ++x;
        backward[k] = x;
        const Index other = delta - k;
        const bool seen = delta % 2 == 0 && std::abs(other) <= edits;
        if (seen && x + forward[other] >= width) {
          return {box.old_end - x, box.old_end - start, box.new_end - x + k, box.new_end - start + k};
        }
      }
    }
  }

  const Numbers& old_;
  const Numbers& new_;
  std::vector<bool> removed_;
  std::vector<bool> added_;
  Index offset_;
  std::vector<Index> forward_;
  std::vector<Index> backward_;
};

}  // namespace

std::vector<Difference> differences(const std::vector<std::string_view>& old_lines,
                                    const std::vector<std::string_view>& new_lines) {
  std::map<std::string_view, std::size_t> numbers;
  const auto numbered = [&](const std::vector<std::string_view>& lines) {
    Numbers result;
    for (const std::string_view line : lines) result.push_back(numbers.emplace(line, numbers.size()).first->second);
    return result;
  };
  const Numbers old_numbers = numbered(old_lines);
  const Numbers new_numbers = numbered(new_lines);
  return Comparison(old_numbers, new_numbers).differences();
}

}  // namespace l7
