#include "cli/parsed.h"

namespace l7::cli {

std::vector<Flag> without_targets(std::span<const Flag> flags) {
  std::vector<Flag> rows(flags.begin(), flags.end());
  for (Flag& row : rows) {
    std::visit([](auto& target) { target = {}; }, row.target);
  }
  return rows;
}

}  // namespace l7::cli
