#include "cli/by_object.h"

#include <algorithm>

namespace l7::cli {

std::vector<std::vector<const Change*>> by_object(const std::vector<Change>& changes) {
  std::vector<std::vector<const Change*>> blocks;
  for (const Change& change : changes) {
    const auto same = std::find_if(blocks.begin(), blocks.end(), [&](const std::vector<const Change*>& block) {
      return block.front()->object == change.object && !block.front()->path.empty() && !change.path.empty();
    });
    if (same == blocks.end()) {
      blocks.push_back({&change});
    } else {
      same->push_back(&change);
    }
  }
  return blocks;
}

}  // namespace l7::cli
