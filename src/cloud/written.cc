#include "cloud/written.h"

#include <algorithm>

#include "cloud/cloud.h"
#include "entry/entry.h"
#include "model/kinds.h"

namespace l7 {
namespace {

template <typename Range, typename Item>
bool holds(const Range& range, const Item& item) {
  return std::find(std::begin(range), std::end(range), item) != std::end(range);
}

bool begins_with(const Path& path, const Path& beginning) {
  return path.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), path.begin());
}

/// The key below `parent` that the path leads to, and to nothing in it; "" where it leads elsewhere.
std::string_view key_below(const Path& parent, const Path& path) {
  if (path.size() != parent.size() + 1 || path.back().is_index() || !begins_with(path, parent)) return "";
  return path.back().key;
}

std::string_view annotation_at(const Path& path) { return key_below({"metadata", "annotations"}, path); }

bool in_service(const Path& path) {
  const std::string_view field = key_below({"spec"}, path);
  if (field == "type" || holds(layer4_fields, field)) return true;
  if (path.size() == 4 && path[2].is_index()) return path == Path{"spec", "ports", path[2].index, "nodePort"};
  const std::string_view key = annotation_at(path);
  if (key == source_ranges_annotation) return true;
  return std::any_of(clouds().begin(), clouds().end(),
                     [&](const Cloud* cloud) { return holds(cloud->service_annotations(), key); });
}

bool in_config_map(const Path& path) { return !key_below({"data"}, path).empty(); }

bool in_workload(const Path& path) {
  return key_below({"spec", "template", "metadata", "annotations"}, path) == restart_annotation;
}

/// An entry, or an object of a cloud's own: --annotate names any annotation.
bool in_own_kind(const Path& path) {
  if (begins_with(path, {"spec"})) return true;
  const std::string_view key = annotation_at(path);
  return (!key.empty() && key != undo_annotation) ||
         key_below({"metadata", "labels"}, path) == "app.kubernetes.io/managed-by";
}

}  // namespace

bool is_written_by_plans(const ObjectRef& object, const Path& path) {
  if (is(object, kinds::service)) return in_service(path);
  if (is(object, kinds::config_map)) return in_config_map(path);
  if (is(object, kinds::deployment) || is(object, kinds::stateful_set)) return in_workload(path);
  const bool own = entry_api_of(object) || std::any_of(clouds().begin(), clouds().end(), [&](const Cloud* cloud) {
                     return holds(cloud->written_kinds(), kind_of(object));
                   });
  return own && in_own_kind(path);
}

}  // namespace l7
