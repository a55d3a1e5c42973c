#include "cli/help.h"

#include <algorithm>

namespace l7::cli {
namespace {

std::string usage_of(const Flag& flag) {
  std::string text = flag.letter ? std::string("  -") + flag.letter + ", --" : "      --";
  text += flag.name;
  if (flag.value.empty()) return text;
  const bool optional = std::holds_alternative<std::optional<std::string>*>(flag.target);
  return text + (optional ? "[=" : " ") + std::string(flag.value) + (optional ? "]" : "");
}

}  // namespace

std::string help_text(std::span<const Flag> flags) {
  std::size_t width = 0;
  std::vector<std::string_view> groups;
  for (const Flag& flag : flags) {
    width = std::max(width, usage_of(flag).size());
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) groups.push_back(flag.group);
  }
  std::string text;
  for (const std::string_view group : groups) {
    text.append("\n").append(group).append(":\n");
    for (const Flag& flag : flags) {
      if (flag.group != group) continue;
      std::string usage = usage_of(flag);
      usage.resize(width + 2, ' ');
      text += usage + std::string(flag.help) + '\n';
    }
  }
  return text;
}

}  // namespace l7::cli
