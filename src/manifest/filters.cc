#include "manifest/filters.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "manifest/scan.h"

namespace l7::manifest {
namespace {

constexpr std::string_view word_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";

std::string_view line_at(std::string_view text, std::size_t at) {
  const std::string_view line = text.substr(at, text.find('\n', at) - at);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// `key: value` of bare or simply quoted words, alone on its line; nothing for everything that would take a parser.
std::optional<std::pair<std::string_view, std::string_view>> simple_entry(std::string_view line) {
  line.remove_prefix(indent_of(line));
  const std::size_t key_end = std::min(line.find_first_not_of(word_characters), line.size());
  const std::string_view key = line.substr(0, key_end);
  line.remove_prefix(key_end);
  if (key.empty() || !line.starts_with(": ")) return std::nullopt;
  line.remove_prefix(2);
  line.remove_prefix(indent_of(line));
  line = line.substr(0, line.find_last_not_of(' ') + 1);
  const bool quoted = line.size() >= 2 && (line[0] == '"' || line[0] == '\'') && line.back() == line[0];
  if (quoted) line = line.substr(1, line.size() - 2);
  if (line.empty() || line.find_first_not_of(word_characters) != std::string_view::npos) return std::nullopt;
  return std::pair(key, line);
}

/// Calls `visit` for each line below the one at `at` that is deeper than `indent` columns, blank and comment lines left
/// out; stops when it returns false.
template <typename Visit>
void for_each_deeper_line(std::string_view text, std::size_t at, std::size_t indent, Visit&& visit) {
  for (at = text.find('\n', at); at < text.size(); at = text.find('\n', at + 1)) {
    const std::string_view line = line_at(text, at + 1);
    const std::size_t column = indent_of(line);
    if (column == line.size() || line[column] == '#') continue;
    if (column <= indent || !visit(line)) return;
  }
}

/// The only place where the word stands, or nothing when there are none or several.
std::optional<std::size_t> only_place(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos || text.find(word, at + 1) != std::string_view::npos) return std::nullopt;
  return at;
}

/// Whether some entry of a Service's plainly written selector is no label of the pods. With the word standing only
/// once, it is the selector, or there is none.
bool selects_others(std::string_view text, const milvus::Server& server) {
  const auto at = only_place(text, "selector");
  if (!at) return false;
  const std::size_t start = text.rfind('\n', *at) + 1;
  const std::string_view line = line_at(text, start);
  if (line.substr(indent_of(line)) != "selector:") return false;
  bool others = false;
  for_each_deeper_line(text, start, indent_of(line), [&](std::string_view entry_line) {
    const auto entry = simple_entry(entry_line);
    if (!entry) return false;
    const auto label = server.pod_labels.find(std::string(entry->first));
    others = label == server.pod_labels.end() || label->second != entry->second;
    return !others;
  });
  return others;
}

/// The name in a plainly written `metadata:`; nothing when only a parser would tell. Every line of its first level must
/// be simple, or the name could stand in a value that runs over several lines.
std::optional<std::string_view> plain_name(std::string_view text) {
  const auto at = only_place(text, "\nmetadata:");
  if (!at || line_at(text, *at + 1) != "metadata:") return std::nullopt;
  std::string_view name;
  std::size_t level = 0;
  bool simple = true;
  for_each_deeper_line(text, *at + 1, 0, [&](std::string_view line) {
    if (level == 0) level = indent_of(line);
    if (indent_of(line) > level) return true;
    const auto entry = simple_entry(line);
    const bool opens_map = line.ends_with(':') && line.find_first_not_of(word_characters, level) == line.size() - 1;
    simple = simple && indent_of(line) == level && (entry || opens_map);
    if (entry && entry->first == "name") {
      simple = simple && name.empty();
      name = entry->second;
    }
    return simple;
  });
  return simple && !name.empty() ? std::optional(name) : std::nullopt;
}

/// Whether the word after the one that ends at `at` may be a role: what stands between two items of a list, or two
/// words of a line, is skipped; an anchor, a tag or an alias may be anything.
bool role_may_follow(std::string_view text, std::size_t at) {
  for (;;) {
    at = std::min(text.find_first_not_of(" \t\r\n\"',-[]", at), text.size());
    if (at == text.size()) return false;
    if (text[at] != '#') break;
    at = std::min(text.find('\n', at), text.size());
  }
  const std::string_view rest = text.substr(at);
  static constexpr std::string_view special = "&!*|>?\\";
  return special.find(rest[0]) != std::string_view::npos || rest.starts_with("proxy") ||
         rest.starts_with("standalone") || rest.starts_with("mixture");
}

}  // namespace

bool may_be_escaped(std::string_view text) {
  static constexpr std::string_view telling = "xuU/\r\n";
  if (!contains(text, "\"")) return false;
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at + 2)) {
    if (at + 1 < text.size() && telling.find(text[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

bool may_mention(std::string_view text, std::string_view word) {
  return (!word.empty() && contains(text, word)) || may_be_escaped(text);
}

bool may_run_milvus(std::string_view text) {
  static constexpr std::string_view run = "run";
  if (contains(text, "milvus")) {
    for (std::size_t at = find_text(text, run); at != std::string_view::npos; at = find_text(text, run, at + 1)) {
      if (role_may_follow(text, at + run.size())) return true;
    }
  }
  return may_be_escaped(text);
}

bool may_be_named(std::string_view text, std::string_view name, bool clear) {
  if (may_be_escaped(text)) return true;
  if (!contains(text, name)) return false;
  const auto plain = clear ? plain_name(text) : std::nullopt;
  return !plain || *plain == name;
}

bool may_select(std::string_view text, const milvus::Server& server, bool clear) {
  if (may_be_escaped(text)) return true;
  const bool pair = std::any_of(server.pod_labels.begin(), server.pod_labels.end(), [&](const auto& label) {
    return contains(text, label.first) && contains(text, label.second);
  });
  return pair && !(clear && selects_others(text, server));
}

}  // namespace l7::manifest
