#include "cli/help.h"

#include <algorithm>
#include <utility>

namespace l7::cli {
namespace {

std::function<void(const Help&)> reader_of_help;

std::string indented_usage(const Flag& flag) {
  return (flag.letter ? std::string("  -") + flag.letter + ", " : "      ") + usage_of(flag);
}

}  // namespace

std::string usage_of(const Flag& flag) {
  std::string text = "--" + std::string(flag.name);
  if (flag.value.empty()) return text;
  const bool optional = std::holds_alternative<std::optional<std::string>*>(flag.target);
  return text + (optional ? "[=" : " ") + std::string(flag.value) + (optional ? "]" : "");
}

std::string help_text(std::span<const Flag> flags) {
  std::size_t width = 0;
  std::vector<std::string_view> groups;
  for (const Flag& flag : flags) {
    width = std::max(width, indented_usage(flag).size());
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) groups.push_back(flag.group);
  }
  std::string text;
  for (const std::string_view group : groups) {
    text.append("\n").append(group).append(":\n");
    for (const Flag& flag : flags) {
      if (flag.group != group) continue;
      std::string usage = indented_usage(flag);
      usage.resize(width + 2, ' ');
      text += usage + std::string(flag.help) + '\n';
    }
  }
  return text;
}

std::string help_text(const Help& help) {
  if (reader_of_help) {
    reader_of_help(help);
    return "";
  }
  std::string text = "Usage: " + std::string(help.command);
  if (!help.arguments.empty()) text.append(" ").append(help.arguments);
  text.append("\n\n").append(help.text);
  if (!help.flags.empty()) text += help_text(help.flags);
  if (!help.end.empty()) text.append("\n").append(help.end);
  return text;
}

void give_help_to(std::function<void(const Help&)> reader) { reader_of_help = std::move(reader); }

}  // namespace l7::cli
