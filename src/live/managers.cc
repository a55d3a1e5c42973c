#include "live/managers.h"

#include <algorithm>

#include "kube/api.h"

namespace l7::live {
namespace {

const std::vector<Value>& entries_of(const Value& object) {
  static const std::vector<Value> none;
  const Value* entries = object.find(Path{"metadata", "managedFields"});
  return entries ? entries->items() : none;
}

bool is(const Value& entry, std::string_view manager, std::string_view operation) {
  return entry.text_at({"manager"}) == manager && entry.text_at({"operation"}) == operation;
}

bool is_our_patch(const Value& entry) { return is(entry, kube::field_manager, "Update"); }

/// Where an entry names a field: `fieldsV1.f:spec.f:type`. Empty for an item of a list.
Path field_path(const Path& path) {
  Path place = {"fieldsV1"};
  for (const Step& step : path) {
    if (step.is_index()) return {};
    place.emplace_back("f:" + step.key);
  }
  return place;
}

}  // namespace

bool is_made_live(const Value& object) {
  const std::vector<Value>& entries = entries_of(object);
  return std::any_of(entries.begin(), entries.end(),
                     [](const Value& entry) { return is(entry, kube::field_manager, "Apply"); });
}

bool is_held_by_helm(const Value& object) {
  const std::vector<Value>& entries = entries_of(object);
  return std::any_of(entries.begin(), entries.end(),
                     [](const Value& entry) { return entry.text_at({"manager"}) == "helm"; });
}

std::string applier_of(const Value& object, const Path& path) {
  const Path place = field_path(path);
  for (const Value& entry : entries_of(object)) {
    const std::string& manager = entry.text_at({"manager"});
    if (place.empty() || !is(entry, manager, "Apply") || manager == kube::field_manager) continue;
    if (entry.find(place)) return manager;
  }
  return "";
}

std::optional<Value> managers_given_back(const Value& object, const std::vector<Applier>& appliers) {
  std::vector<Value> entries = entries_of(object);
  const auto first_patch =
      std::stable_partition(entries.begin(), entries.end(), [](const Value& entry) { return !is_our_patch(entry); });
  const std::vector<Value> patches(first_patch, entries.end());
  entries.erase(first_patch, entries.end());
  if (patches.empty()) return std::nullopt;
  for (const auto& [field, manager] : appliers) {
    const Path place = field_path(field);
    for (Value& entry : entries) {
      if (!is(entry, manager, "Apply")) continue;
      for (const Value& patch : patches) {
        const bool comparable = patch.text_at({"apiVersion"}) == entry.text_at({"apiVersion"});
        if (const Value* held = comparable ? patch.find(place) : nullptr) entry.set(place, *held);
      }
    }
  }
  // An empty list would change nothing; this is how the API server is told that nobody is left.
  if (entries.empty()) entries.push_back(Value::map());
  return Value::list(std::move(entries));
}

}  // namespace l7::live
