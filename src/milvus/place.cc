#include "milvus/place.h"

namespace l7::milvus {
namespace {

using Finder = std::optional<SettingsPlace> (*)(const Value& workload, const Value& pod, const Value& container);

// ---- A ConfigMap, mounted as files

/// A file that a volume shows: the ConfigMap it comes from, and its key.
struct Source {
  std::string config_map;
  std::string key;
};

const Value* volume_called(const Value& pod, const std::string& name) {
  for (const Value& volume : pod.items_at({"spec", "volumes"})) {
    if (volume.text_at({"name"}) == name) return &volume;
  }
  return nullptr;
}

/// The key behind a file of a ConfigMap's volume: `items` gives keys other names. "" when the volume has no such file.
std::string key_of(const Value& config_map, const std::string& file) {
  const Value* items = config_map.find("items");
  if (!items) return file;
  for (const Value& item : items->items()) {
    if (item.text_at({"path"}) == file) return item.text_at({"key"});
  }
  return "";
}

std::optional<Source> source_of(const Value& volume, const std::string& file) {
  if (const Value* one = volume.find("configMap")) return Source{one->text_at({"name"}), key_of(*one, file)};
  std::optional<Source> found;
  // Of several sources of a projected volume the last one wins.
  for (const Value& source : volume.items_at({"projected", "sources"})) {
    const Value* one = source.find("configMap");
    if (!one || key_of(*one, file).empty()) continue;
    found = Source{one->text_at({"name"}), key_of(*one, file)};
  }
  return found;
}

/// What stands at `configs/<file>` in the container: the mount of that very file, or of its folder.
std::optional<Source> mounted(const Value& pod, const Value& container, const std::string& file) {
  for (const Value& mount : container.items_at({"volumeMounts"})) {
    const std::string& path = mount.text_at({"mountPath"});
    const std::string& part = mount.text_at({"subPath"});
    const bool is_file = path.ends_with('/' + file);
    const bool is_folder = part.empty() && (path.ends_with("/configs") || path.ends_with("/configs/"));
    const Value* volume = is_file || is_folder ? volume_called(pod, mount.text_at({"name"})) : nullptr;
    if (!volume) continue;
    if (auto source = source_of(*volume, is_file && !part.empty() ? part : file)) return source;
  }
  return std::nullopt;
}

std::optional<SettingsPlace> in_config_map(const Value& workload, const Value& pod, const Value& container) {
  SettingsPlace place;
  place.object = {"v1", "ConfigMap", workload.text_at({"metadata", "namespace"}), ""};
  const auto user = mounted(pod, container, "user.yaml");
  const auto defaults = mounted(pod, container, "default.yaml");
  const auto whole = mounted(pod, container, "milvus.yaml");
  for (const auto& source : {user, defaults, whole}) {
    if (source && place.object.name.empty()) place.object.name = source->config_map;
  }
  if (place.object.name.empty()) return std::nullopt;
  if (user && !user->key.empty()) place.user = {"data", user->key};
  const bool same = defaults && defaults->config_map == place.object.name && !defaults->key.empty();
  // Charts before 4.2.0 merge both files at the start, and mount neither under its own name.
  place.defaults = {"data", same ? defaults->key : "default.yaml"};
  return place;
}

constexpr Finder finders[] = {in_config_map};

}  // namespace

SettingsPlace settings_place(const Value& workload, const Value& pod, const Value& container) {
  for (const Finder find : finders) {
    if (auto place = find(workload, pod, container)) return *std::move(place);
  }
  return {};
}

}  // namespace l7::milvus
