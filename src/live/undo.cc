// The record is JSON in an annotation of the changed object itself, so that change and record are one request and
// cannot come apart:
//
//   {"phase":"cutover","changes":[
//     {"path":["spec","type"],"before":"LoadBalancer","after":"ClusterIP","applier":"helm"},
//     {"path":["data","user.yaml"],"text":{"at":120,"before":"","after":"  tlsMode: 1\n"},
//      "inner":[{"path":["common","security","tlsMode"],"after":1}]}]}
//
// "phase" is the latest in which enable changed the object. "before" or "after" is left out where nothing stood or
// stands; "applier" is there when the field was applied server-side. Of a text only the differing part is kept, because
// an object has room for 256 KiB of annotations.

#include "live/undo.h"

#include <algorithm>
#include <optional>

#include "cloud/cloud.h"
#include "model/after.h"
#include "model/error.h"
#include "model/object.h"
#include "model/text.h"
#include "yaml/edit.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

Value path_to_value(const Path& path) {
  Value steps = Value::list();
  for (const Step& step : path) {
    steps.items().push_back(step.is_index() ? Value(static_cast<int>(step.index)) : Value(step.key));
  }
  return steps;
}

Path path_from_value(const Value& steps) {
  Path path;
  for (const Value& step : steps.items()) {
    if (step.kind() == Value::Kind::number) {
      path.emplace_back(static_cast<std::size_t>(step.as_int(0)));
    } else {
      path.emplace_back(step.text());
    }
  }
  return path;
}

bool equal(const Value* a, const Value* b) { return a && b ? *a == *b : a == b; }

/// Sets a place or empties it.
void put(Value& object, const Path& path, const Value* value) {
  if (value) {
    object.set(path, *value);
  } else {
    object.remove(path);
  }
}

/// A list that has become shorter has no place for what stood in one of its items, nor has a text for a member.
bool can_hold(const Value& object, const Path& path) {
  const Value* at = &object;
  for (const Step& step : path) {
    if (step.is_index() ? !at || step.index >= at->items().size() : at && !at->is_map() && !at->is_null()) return false;
    if (at) at = at->find(Path{step});
  }
  return true;
}

/// The part in which two texts differ, in whole UTF-8 characters, as JSON wants them.
Value difference(const std::string& before, const std::string& after) {
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < most && before[head] == after[head]) ++head;
  while (head > 0 && head < most && continues_character(after[head])) --head;
  std::size_t tail = 0;
  while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  while (tail > 0 && continues_character(after[after.size() - tail])) --tail;
  return Value::map({{"at", static_cast<int>(head)},
                     {"before", before.substr(head, before.size() - head - tail)},
                     {"after", after.substr(head, after.size() - head - tail)}});
}

std::optional<std::string> text_undone(const std::string& text, const Value& entry) {
  const Value* part = entry.find("text");
  const auto at = static_cast<std::size_t>(part->find("at") ? part->find("at")->as_int(0) : 0);
  const std::string& after = part->text_at({"after"});
  if (at > text.size() || text.compare(at, after.size(), after) != 0) return std::nullopt;
  std::string undone = text;
  undone.replace(at, after.size(), part->text_at({"before"}));
  // Somebody else's text may look alike at that place; then the settings say that it is another one.
  const Value now = yaml::read(text);
  for (const Value& inner : entry.find("inner")->items()) {
    if (!equal(now.find(path_from_value(*inner.find("path"))), inner.find("after"))) return std::nullopt;
  }
  return undone;
}

void undo_settings(Undone& undone, const Path& path, const Value& entry) {
  const std::string& text = undone.object.text_at(path);
  const Value now = yaml::read(text);
  std::vector<yaml::Edit> edits;
  for (const Value& inner : entry.find("inner")->items()) {
    const Path place = path_from_value(*inner.find("path"));
    const Value* before = inner.find("before");
    if (equal(now.find(place), inner.find("after"))) {
      edits.push_back({place, {}, before ? std::optional(*before) : std::nullopt});
    } else if (!equal(now.find(place), before)) {
      undone.kept.push_back(to_string(path) + ": " + to_string(place));
    }
  }
  if (!edits.empty()) undone.object.set(path, yaml::apply(text, edits));
}

void undo_text(Undone& undone, const Path& path, const Value& entry) {
  const Value* there = undone.object.find(path);
  if (!there || !there->is_string()) {
    if (entry.find("absent") == nullptr) undone.kept.push_back(to_string(path));
    return;
  }
  const std::optional<std::string> text = text_undone(there->text(), entry);
  if (!text) return undo_settings(undone, path, entry);
  if (entry.find("absent") && text->empty()) {
    undone.object.remove(path);
  } else {
    undone.object.set(path, *text);
  }
}

void undo_entry(Undone& undone, const Value& entry) {
  const Path path = path_from_value(*entry.find("path"));
  if (entry.find("text")) return undo_text(undone, path, entry);
  const Value* now = undone.object.find(path);
  if (equal(now, entry.find("after")) && can_hold(undone.object, path)) {
    put(undone.object, path, entry.find("before"));
  } else if (!equal(now, entry.find("before"))) {
    undone.kept.push_back(to_string(path));
  }
}

/// A Service's fields for layer 4 go with its type: those of a LoadBalancer are refused on any other. So when somebody
/// has chosen another type since, they stay as they are with it.
bool has_another_type(const Value& object, const Value& record) {
  static const Path type = {"spec", "type"};
  if (object.text_at({"kind"}) != "Service") return false;
  const std::vector<Value>& entries = record.find("changes")->items();
  return std::any_of(entries.begin(), entries.end(), [&](const Value& entry) {
    if (path_from_value(*entry.find("path")) != type) return false;
    const Value* now = object.find(type);
    return !equal(now, entry.find("after")) && !equal(now, entry.find("before"));
  });
}

/// An API server drops a map of annotations that is empty, so one that the record alone had filled goes as well.
void remove_record(Value& object) {
  static const Path annotations = {"metadata", "annotations"};
  if (!object.remove(record_path())) return;
  if (object.find(annotations)->members().empty()) object.remove(annotations);
}

bool names_place(const Value& entry) {
  const Value* path = entry.find("path");
  return path && !path->items().empty();
}

Value record_of(const Value& object) {
  const std::string& text = object.text_at(record_path());
  const auto broken = [&](const std::string& why) {
    return Error("the record of what was changed cannot be read: " + why,
                 to_string(ref_of(object)) + ", annotation " + std::string(undo_annotation),
                 "put the object right by hand and remove the annotation");
  };
  if (text.empty()) return Value::map({{"changes", Value::list()}});
  Value record;
  try {
    record = yaml::read(text);
  } catch (const yaml::ReadError& error) {
    throw broken(error.what());
  }
  const Value* changes = record.find("changes");
  if (!changes || !changes->is_list()) throw broken("it holds no list of changes");
  for (const Value& entry : changes->items()) {
    const Value* inner = entry.find("inner");
    if (!names_place(entry) || (entry.find("text") && (!inner || !inner->is_list())) ||
        (inner && !std::all_of(inner->items().begin(), inner->items().end(), names_place))) {
      throw broken("an entry is incomplete");
    }
  }
  return record;
}

/// All places that the record and the changes name, with the settings inside each that is a text.
struct Place {
  Path path;
  std::vector<Path> inner;
};

Place& place_at(std::vector<Place>& places, const Path& path) {
  const auto found = std::find_if(places.begin(), places.end(), [&](const Place& place) { return place.path == path; });
  return found != places.end() ? *found : places.emplace_back(Place{path, {}});
}

std::vector<Place> places_of(const Value& record, const std::vector<Change>& changes) {
  std::vector<Place> places;
  const auto add_inner = [](Place& place, const Path& inner) {
    if (std::find(place.inner.begin(), place.inner.end(), inner) == place.inner.end()) place.inner.push_back(inner);
  };
  for (const Value& entry : record.find("changes")->items()) {
    Place& place = place_at(places, path_from_value(*entry.find("path")));
    const Value* inner = entry.find("inner");
    if (!inner) continue;
    for (const Value& setting : inner->items()) add_inner(place, path_from_value(*setting.find("path")));
  }
  for (const Change& change : changes) {
    Place& place = place_at(places, change.path);
    if (!change.inner.empty()) add_inner(place, change.inner);
  }
  return places;
}

void set_if(Value& entry, std::string_view key, const Value* value) {
  if (value) entry.set(key, *value);
}

Value text_entry(const Value* before, const Value& after, const std::vector<Path>& inner) {
  static const std::string nothing;
  const std::string& old_text = before ? before->text() : nothing;
  Value entry = Value::map();
  if (!before) entry.set("absent", true);
  entry.set("text", difference(old_text, after.text()));
  const Value old_settings = yaml::read(old_text);
  const Value settings = yaml::read(after.text());
  Value list = Value::list();
  for (const Path& path : inner) {
    const Value* was = old_settings.find(path);
    const Value* is = settings.find(path);
    if (equal(was, is)) continue;
    Value one = Value::map({{"path", path_to_value(path)}});
    set_if(one, "before", was);
    set_if(one, "after", is);
    list.items().push_back(std::move(one));
  }
  entry.set("inner", std::move(list));
  return entry;
}

}  // namespace

const Path& record_path() {
  static const Path path = {"metadata", "annotations", undo_annotation};
  return path;
}

bool has_undo_record(const Value& object) { return !object.text_at(record_path()).empty(); }

std::vector<std::string> drifted(const Value& object) {
  std::vector<std::string> places;
  // Named, because a loop keeps alive only what it walks over.
  const Value record = record_of(object);
  for (const Value& entry : record.find("changes")->items()) {
    const Path path = path_from_value(*entry.find("path"));
    const Value* now = object.find(path);
    if (!entry.find("text")) {
      if (!equal(now, entry.find("after"))) places.push_back(to_string(path));
      continue;
    }
    const Value settings = now ? yaml::read(now->text()) : Value();
    for (const Value& inner : entry.find("inner")->items()) {
      const Path place = path_from_value(*inner.find("path"));
      if (!equal(settings.find(place), inner.find("after")))
        places.push_back(to_string(path) + ": " + to_string(place));
    }
  }
  return places;
}

std::optional<Phase> recorded_phase(const Value& object) {
  const Value record = record_of(object);
  const std::string& name = record.text_at({"phase"});
  for (const Phase phase : {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover}) {
    if (name == to_string(phase)) return phase;
  }
  return std::nullopt;
}

Undone undo(const Value& object) {
  const Value record = record_of(object);
  Undone undone = {object, {}};
  const std::vector<Value>& entries = record.find("changes")->items();
  const bool keeps_layer4 = has_another_type(object, record);
  if (keeps_layer4) undone.kept.emplace_back("spec.type");
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const Path path = path_from_value(*entry->find("path"));
    const bool layer4 = !path.empty() && path.front() == Step("spec");
    if (!(keeps_layer4 && layer4)) undo_entry(undone, *entry);
  }
  remove_record(undone.object);
  return undone;
}

std::vector<owner::Applier> appliers_in(const Value& object) {
  std::vector<owner::Applier> appliers;
  const Value record = record_of(object);
  for (const Value& entry : record.find("changes")->items()) {
    const std::string& applier = entry.text_at({"applier"});
    if (!applier.empty()) appliers.push_back({path_from_value(*entry.find("path")), applier});
  }
  return appliers;
}

Value changed_with_record(const Value& object, const std::vector<Change>& changes) {
  const Value original = undo(object).object;
  Value next = after(object, changes, yaml::text_format());
  const std::vector<owner::Applier> appliers = appliers_in(object);
  Value list = Value::list();
  for (const Place& place : places_of(record_of(object), changes)) {
    const Value* before = original.find(place.path);
    const Value* after = next.find(place.path);
    if (equal(before, after)) continue;
    const bool is_text = !place.inner.empty() && after && after->is_string() && (!before || before->is_string());
    Value entry = Value::map({{"path", path_to_value(place.path)}});
    if (is_text) {
      const Value text = text_entry(before, *after, place.inner);
      for (const auto& [key, value] : text.members()) entry.set(key, value);
    } else {
      set_if(entry, "before", before);
      set_if(entry, "after", after);
    }
    // Our first change takes the field from its applier, so a later one would not find him.
    const auto known = std::find_if(appliers.begin(), appliers.end(),
                                    [&](const owner::Applier& applier) { return applier.field == place.path; });
    const std::string applier = known == appliers.end() ? owner::applier_of(object, place.path) : known->manager;
    if (!applier.empty()) entry.set("applier", applier);
    list.items().push_back(std::move(entry));
  }
  Phase phase = recorded_phase(object).value_or(Phase::prepare);
  for (const Change& change : changes) phase = std::max(phase, change.phase);
  next.set(record_path(), to_json(Value::map({{"phase", to_string(phase)}, {"changes", std::move(list)}})));
  return next;
}

}  // namespace l7::live
