#include "owner/managers.h"

#include <algorithm>

#include "model/version.h"

namespace l7::owner {
namespace {

bool is_our_patch(const Value& entry) { return is_by(entry, field_manager, "Update"); }

/// Where an entry names a field: `fieldsV1.f:spec.f:type`. Empty for an item of a list.
Path field_path(const Path& path) {
  Path place = {"fieldsV1"};
  for (const Step& step : path) {
    if (step.is_index()) return {};
    place.emplace_back("f:" + step.key);
  }
  return place;
}

constexpr std::string_view field_prefix = "f:";

/// Adds the fields below `path` that a level of fieldsV1 holds; a list is one field, whoever holds its items.
void add_fields(const Value& held, Path& path, const Value& object, Value& wanted) {
  const bool parent = std::any_of(held.members().begin(), held.members().end(),
                                  [](const auto& member) { return member.first.starts_with(field_prefix); });
  if (!parent) {
    const Value* there = object.find(path);
    if (there && !path.empty() && !wanted.find(path)) wanted.set(path, *there);
    return;
  }
  for (const auto& [name, below] : held.members()) {
    if (!name.starts_with(field_prefix)) continue;
    path.emplace_back(name.substr(field_prefix.size()));
    add_fields(below, path, object, wanted);
    path.pop_back();
  }
}

}  // namespace

const std::vector<Value>& manager_entries(const Value& object) {
  return object.items_at({"metadata", "managedFields"});
}

bool is_by(const Value& entry, std::string_view manager, std::string_view operation) {
  return entry.text_at({"manager"}) == manager && entry.text_at({"operation"}) == operation;
}

bool is_made_live(const Value& object) {
  const std::vector<Value>& entries = manager_entries(object);
  return std::any_of(entries.begin(), entries.end(),
                     [](const Value& entry) { return is_by(entry, field_manager, "Apply"); });
}

Value with_applied_fields(Value wanted, const Value& object) {
  for (const Value& entry : manager_entries(object)) {
    const Value* fields = entry.find("fieldsV1");
    Path path;
    if (fields && is_by(entry, field_manager, "Apply")) add_fields(*fields, path, object, wanted);
  }
  return wanted;
}

bool is_held_by_helm(const Value& object) {
  const std::vector<Value>& entries = manager_entries(object);
  return std::any_of(entries.begin(), entries.end(),
                     [](const Value& entry) { return entry.text_at({"manager"}) == "helm"; });
}

std::string applier_of(const Value& object, const Path& path) {
  const Path place = field_path(path);
  for (const Value& entry : manager_entries(object)) {
    const std::string& manager = entry.text_at({"manager"});
    if (place.empty() || !is_by(entry, manager, "Apply") || manager == field_manager) continue;
    if (entry.find(place)) return manager;
  }
  return "";
}

std::optional<Value> managers_given_back(const Value& object, const std::vector<Applier>& appliers) {
  std::vector<Value> entries = manager_entries(object);
  const auto first_patch =
      std::stable_partition(entries.begin(), entries.end(), [](const Value& entry) { return !is_our_patch(entry); });
  const std::vector<Value> patches(first_patch, entries.end());
  entries.erase(first_patch, entries.end());
  if (patches.empty()) return std::nullopt;
  for (const auto& [field, manager] : appliers) {
    const Path place = field_path(field);
    for (Value& entry : entries) {
      if (!is_by(entry, manager, "Apply")) continue;
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

}  // namespace l7::owner
