#include "live/undo.h"

#include <algorithm>
#include <stdexcept>

#include "cloud/written.h"
#include "live/undo_text.h"
#include "model/after.h"
#include "model/kinds.h"
#include "model/object.h"
#include "yaml/edit.h"

namespace l7::live {
namespace {

const Path service_type = {"spec", "type"};

/// Sets a place or empties it.
void put(Value& object, const Path& path, const std::optional<Value>& value) {
  if (value) {
    object.set(path, *value);
  } else {
    object.remove(path);
  }
}

void undo_text(Undone& undone, const RecordedChange& change) {
  const Value* there = undone.object.find(change.path);
  if (!there || !there->is_string()) {
    if (!change.text->absent) undone.kept.push_back(to_string(change.path));
    return;
  }
  TextUndone text = text_undone(there->text(), *change.text);
  for (const Path& place : text.kept) undone.kept.push_back(to_string(change.path) + ": " + to_string(place));
  if (change.text->absent && text.text.empty()) {
    undone.object.remove(change.path);
  } else {
    undone.object.set(change.path, std::move(text.text));
  }
}

void undo_change(Undone& undone, const RecordedChange& change) {
  if (change.text) return undo_text(undone, change);
  const Value* now = undone.object.find(change.path);
  if (equal(now, change.after) && can_hold(undone.object, change.path)) {
    put(undone.object, change.path, change.before);
  } else if (!equal(now, change.before)) {
    undone.kept.push_back(to_string(change.path));
  }
}

/// What became of a Service's type since it was recorded. Its fields for layer 4 go with it.
enum class TypeSince {
  same,
  /// Those of a LoadBalancer are refused on any other type, so they stay as they are with it.
  another,
  /// Somebody has put it back, say by an upgrade.
  back
};

TypeSince type_since(const Value& object, const UndoRecord& record) {
  if (!is(ref_of(object), kinds::service)) return TypeSince::same;
  for (const RecordedChange& change : record.changes) {
    if (change.path != service_type) continue;
    const Value* now = object.find(service_type);
    if (equal(now, change.after)) return TypeSince::same;
    return equal(now, change.before) ? TypeSince::back : TypeSince::another;
  }
  return TypeSince::same;
}

/// Whether the API server refuses to set it on a Service that has been of its type all the time (kubernetes
/// pkg/apis/core/validation: "may not change once set"; pkg/registry/core/service/storage for the port). Whatever
/// stands there, or not, came with the type.
bool is_fixed(const Value& service, const Path& path) {
  if (path == Path{"spec", "loadBalancerClass"}) return true;
  return path == Path{"spec", "healthCheckNodePort"} && service.find(path);
}

/// An API server drops a map of annotations that is empty, so one that the record alone had filled goes as well.
void remove_record(Value& object) {
  static const Path annotations = {"metadata", "annotations"};
  if (!object.remove(record_path())) return;
  if (object.find(annotations)->members().empty()) object.remove(annotations);
}

/// `left` says which places stay as they are on a Service that has its old type again.
template <typename Left>
Undone taken_back(const Value& object, const UndoRecord& record, Left&& left) {
  Undone undone = {object, {}, {}};
  const TypeSince type = type_since(object, record);
  if (type == TypeSince::another) undone.kept.push_back(to_string(service_type));
  for (auto change = record.changes.rbegin(); change != record.changes.rend(); ++change) {
    if (type == TypeSince::another && change->path.front() == Step("spec")) continue;
    if (type == TypeSince::back && left(change->path)) {
      if (!equal(object.find(change->path), change->before)) undone.fixed.push_back(to_string(change->path));
      continue;
    }
    undo_change(undone, *change);
  }
  remove_record(undone.object);
  return undone;
}

/// A place that the record or the changes name, with the settings inside it where it is a text.
struct Place {
  Path path;
  std::vector<Path> inner;
};

Place& place_at(std::vector<Place>& places, const Path& path) {
  const auto found = std::find_if(places.begin(), places.end(), [&](const Place& place) { return place.path == path; });
  return found != places.end() ? *found : places.emplace_back(Place{path, {}});
}

void add_inner(Place& place, const Path& inner) {
  if (std::find(place.inner.begin(), place.inner.end(), inner) == place.inner.end()) place.inner.push_back(inner);
}

/// Annotations as a whole are several places: the record is going to be one of them.
void add_place(std::vector<Place>& places, const Change& change) {
  static const Path annotations = {"metadata", "annotations"};
  if (change.path == annotations && change.after) {
    for (const auto& [key, value] : change.after->members()) place_at(places, {"metadata", "annotations", key});
    return;
  }
  Place& place = place_at(places, change.path);
  if (!change.inner.empty()) add_inner(place, change.inner);
}

std::vector<Place> places_of(const UndoRecord& record, const std::vector<Change>& changes) {
  std::vector<Place> places;
  for (const RecordedChange& change : record.changes) {
    Place& place = place_at(places, change.path);
    if (!change.text) continue;
    for (const RecordedSetting& setting : change.text->settings) add_inner(place, setting.path);
  }
  for (const Change& change : changes) add_place(places, change);
  return places;
}

/// Our first change takes the field from its applier, so a later one would not find him.
std::string applier_at(const Value& object, const UndoRecord& record, const Path& path) {
  const auto known = std::find_if(record.changes.begin(), record.changes.end(), [&](const RecordedChange& change) {
    return change.path == path && !change.applier.empty();
  });
  return known == record.changes.end() ? owner::applier_of(object, path) : known->applier;
}

/// What is recorded of a place that differs.
RecordedChange recorded(const Place& place, const Value* before, const Value* after) {
  RecordedChange change;
  change.path = place.path;
  if (!place.inner.empty() && after && after->is_string() && (!before || before->is_string())) {
    change.text = recorded_text(before, after->text(), place.inner);
    return change;
  }
  if (before) change.before = *before;
  if (after) change.after = *after;
  return change;
}

}  // namespace

std::vector<std::string> drifted(const Value& object) {
  std::vector<std::string> places;
  const UndoRecord record = read_record(object);
  for (const RecordedChange& change : record.changes) {
    const Value* now = object.find(change.path);
    if (!change.text) {
      if (!equal(now, change.after)) places.push_back(to_string(change.path));
      continue;
    }
    for (const Path& place : drifted_settings(now ? now->text() : "", *change.text)) {
      places.push_back(to_string(change.path) + ": " + to_string(place));
    }
  }
  return places;
}

std::optional<Phase> recorded_phase(const Value& object) { return read_record(object).phase; }

Undone undo(const Value& object) {
  const UndoRecord record = read_record(object);
  return taken_back(object, record, [&](const Path& path) { return is_fixed(object, path); });
}

std::vector<owner::Applier> appliers_in(const Value& object) {
  std::vector<owner::Applier> appliers;
  const UndoRecord record = read_record(object);
  for (const RecordedChange& change : record.changes) {
    if (!change.applier.empty()) appliers.push_back({change.path, change.applier});
  }
  return appliers;
}

Value changed_with_record(const Value& object, const std::vector<Change>& changes) {
  const UndoRecord known = read_record(object);
  // Also what could not be set now: it can be once the type has changed again.
  const Value original = taken_back(object, known, [](const Path&) { return false; }).object;
  Value next = after(object, changes, yaml::text_format());
  UndoRecord record;
  record.phase = known.phase.value_or(Phase::prepare);
  for (const Place& place : places_of(known, changes)) {
    const Value* before = original.find(place.path);
    const Value* after = next.find(place.path);
    if (before && after ? *before == *after : before == after) continue;
    if (!is_written_by_plans(ref_of(object), place.path)) {
      throw std::logic_error("a plan changes " + to_string(place.path) + " of " + to_string(ref_of(object)) +
                             ", which could not be taken back");
    }
    record.changes.push_back(recorded(place, before, after));
    record.changes.back().applier = applier_at(object, known, place.path);
  }
  for (const Change& change : changes) record.phase = std::max(*record.phase, change.phase);
  next.set(record_path(), to_text(record));
  return next;
}

}  // namespace l7::live
