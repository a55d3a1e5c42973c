#include "milvus/settings.h"

#include "model/text.h"

namespace l7::milvus {
namespace {

void collect(const Value& node, std::string_view wanted, const std::string& prefix, Path& path,
             std::vector<Setting>& found) {
  for (const auto& [key, value] : node.members()) {
    const std::string name = prefix + normalise(key);
    if (!wanted.starts_with(name)) continue;
    path.emplace_back(key);
    if (value.is_map()) {
      collect(value, wanted, name, path, found);
    } else if (name == wanted) {
      found.push_back({path, value.is_list() ? to_json(value) : value.text(), value});
    }
    path.pop_back();
  }
}

/// Extends `path` from `node` into the deepest map whose names are a prefix of `parts`; returns how many parts it
/// covers.
std::size_t descend(const Value& node, const std::vector<std::string>& parts, std::size_t covered, Path& path) {
  std::size_t best = covered;
  Path deepest = path;
  for (const auto& [key, value] : node.members()) {
    if (!value.is_map() && !value.is_null()) continue;
    std::string name;
    // The last part is the setting itself, never a map.
    for (std::size_t end = covered; end + 1 < parts.size(); ++end) {
      name += normalise(parts[end]);
      if (name != normalise(key)) continue;
      Path candidate = path;
      candidate.emplace_back(key);
      const std::size_t reached = descend(value, parts, end + 1, candidate);
      if (reached > best) {
        best = reached;
        deepest = candidate;
      }
    }
  }
  path = deepest;
  return best;
}

}  // namespace

std::string normalise(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c != '/' && c != '_' && c != '.') out += lower(c);
  }
  return out;
}

bool sets(std::string_view variable, std::string_view setting) {
  static constexpr std::string_view prefix = "MILVUS_CONF_";
  if (variable.starts_with(prefix)) variable.remove_prefix(prefix.size());
  return normalise(variable) == normalise(setting);
}

Settings::Settings(Value file) : file_(std::move(file)) {}

std::vector<Setting> Settings::all(std::string_view name) const {
  std::vector<Setting> found;
  Path path;
  collect(file_, normalise(name), "", path, found);
  return found;
}

std::optional<std::string> Settings::get(std::string_view name) const {
  const std::vector<Setting> found = all(name);
  if (found.empty()) return std::nullopt;
  return found.front().value;
}

Path Settings::place_for(std::string_view name) const {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t dot = std::min(name.find('.', start), name.size());
    parts.emplace_back(name.substr(start, dot - start));
    start = dot + 1;
  }
  Path path;
  const std::size_t covered = descend(file_, parts, 0, path);
  path.insert(path.end(), parts.begin() + static_cast<std::ptrdiff_t>(covered), parts.end());
  return path;
}

}  // namespace l7::milvus
