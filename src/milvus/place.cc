#include "milvus/place.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace l7::milvus {
namespace {

using Finder = std::optional<SettingsPlace> (*)(const Value& workload, const Value& pod, const Value& container);

// ---- A ConfigMap or a Secret, mounted as files

/// A file that a volume shows: the object it comes from, and its key.
struct Source {
  std::string_view kind;
  std::string name;
  std::string key;
};

const Value* volume_called(const Value& pod, const std::string& name) {
  for (const Value& volume : pod.items_at({"spec", "volumes"})) {
    if (volume.text_at({"name"}) == name) return &volume;
  }
  return nullptr;
}

/// The key behind a file of such a volume: `items` gives keys other names. "" when the volume has no such file.
std::string key_of(const Value& source, const std::string& file) {
  const Value* items = source.find("items");
  if (!items) return file;
  for (const Value& item : items->items()) {
    if (item.text_at({"path"}) == file) return item.text_at({"key"});
  }
  return "";
}

/// `secret` is the field with the Secret's name, which volumes and projected sources spell in two ways.
std::optional<Source> source_in(const Value& parent, const char* secret, const std::string& file) {
  if (const Value* map = parent.find("configMap"))
    return Source{"ConfigMap", map->text_at({"name"}), key_of(*map, file)};
  if (const Value* one = parent.find("secret")) return Source{"Secret", one->text_at({secret}), key_of(*one, file)};
  return std::nullopt;
}

std::optional<Source> source_of(const Value& volume, const std::string& file) {
  if (auto source = source_in(volume, "secretName", file)) return source;
  std::optional<Source> found;
  // Of several sources of a projected volume the last one wins. Without `items` only the object tells its files: a
  // ConfigMap is more likely to hold them.
  for (const Value& projected : volume.items_at({"projected", "sources"})) {
    auto one = source_in(projected, "name", file);
    if (!one || one->key.empty()) continue;
    const bool guessed = one->kind == "Secret" && !projected.find(Path{"secret", "items"});
    if (!guessed || !found) found = std::move(one);
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

std::optional<SettingsPlace> in_mounted_object(const Value& workload, const Value& pod, const Value& container) {
  const auto user = mounted(pod, container, "user.yaml");
  const auto defaults = mounted(pod, container, "default.yaml");
  const auto whole = mounted(pod, container, "milvus.yaml");
  const auto* first = user ? &*user : defaults ? &*defaults : whole ? &*whole : nullptr;
  if (!first) return std::nullopt;
  SettingsPlace place;
  place.object = {"v1", std::string(first->kind), workload.text_at({"metadata", "namespace"}), first->name};
  if (user && !user->key.empty()) place.user = {"data", user->key};
  const auto key_here = [&](const std::optional<Source>& source) {
    return source && source->kind == first->kind && source->name == first->name ? source->key : "";
  };
  // Charts before 4.2.0 merge both files at the start, and mount neither under its own name.
  std::string key = key_here(defaults);
  if (key.empty() && !user) key = key_here(whole);
  place.defaults = {"data", key.empty() ? "default.yaml" : key};
  return place;
}

constexpr Finder finders[] = {in_mounted_object};

}  // namespace

SettingsPlace settings_place(const Value& workload, const Value& pod, const Value& container) {
  for (const Finder find : finders) {
    if (auto place = find(workload, pod, container)) return *std::move(place);
  }
  return {};
}

}  // namespace l7::milvus
