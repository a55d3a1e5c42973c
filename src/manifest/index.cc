#include "manifest/index.h"

#include <limits>

namespace l7::manifest {

void Index::add(Range range, Role role) {
  static constexpr std::size_t longest_gap = std::numeric_limits<std::uint32_t>::max();
  for (; range.begin - end_ > longest_gap; end_ += longest_gap) entries_.push_back({longest_gap, 0, 0});
  entries_.push_back({static_cast<std::uint32_t>(range.begin - end_),
                      static_cast<std::uint32_t>(range.end - range.begin) & longest, static_cast<std::uint8_t>(role)});
  end_ = range.end;
}

}  // namespace l7::manifest
