// The record is JSON in an annotation of the changed object itself, so that change and record are one request and
// cannot come apart:
//
//   {"phase":"cutover","changes":[
//     {"path":["spec","type"],"before":"LoadBalancer","after":"ClusterIP","applier":"helm"},
//     {"path":["data","user.yaml"],"text":[{"at":120,"before":"","after":"  tlsMode: 1\n"}],
//      "inner":[{"path":["common","security","tlsMode"],"after":1}]}]}
//
// "phase" is the latest in which enable changed the object. "before" or "after" is left out where nothing stood or
// stands; "applier" is there when the field was applied server-side. Of a text only the differing parts are kept: an
// object has room for 256 KiB of annotations, and what stands in between may be a password. Version 0.1.0 kept one part
// of a text, from the first to the last edited byte, as {"at":..} without the list.

#include "live/undo_record.h"

#include <algorithm>
#include <utility>

#include "cloud/cloud.h"
#include "cloud/written.h"
#include "model/error.h"
#include "model/object.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

/// Why a record cannot be read.
struct Broken {
  std::string why;
};

// ---- Reading

std::size_t number_in(const Value* value) {
  const int number = value && value->kind() == Value::Kind::number ? value->as_int(-1) : -1;
  if (number < 0) throw Broken{"a number is missing"};
  return static_cast<std::size_t>(number);
}

const std::string& text_in(const Value* value) {
  if (!value || !value->is_string()) throw Broken{"a text is missing"};
  return value->text();
}

Path path_in(const Value& entry) {
  const Value* steps = entry.find("path");
  if (!steps || steps->items().empty()) throw Broken{"an entry names no place"};
  Path path;
  for (const Value& step : steps->items()) {
    if (step.kind() == Value::Kind::number) {
      path.emplace_back(number_in(&step));
    } else {
      path.emplace_back(text_in(&step));
    }
  }
  return path;
}

std::optional<Value> value_in(const Value& entry, std::string_view key) {
  const Value* value = entry.find(key);
  return value ? std::optional(*value) : std::nullopt;
}

TextHunk hunk_in(const Value& hunk) {
  return {number_in(hunk.find("at")), text_in(hunk.find("before")), text_in(hunk.find("after"))};
}

std::vector<TextHunk> hunks_in(const Value& text) {
  if (text.is_map()) return {hunk_in(text)};
  if (!text.is_list()) throw Broken{"a text has no parts"};
  std::vector<TextHunk> hunks;
  std::size_t end = 0;
  for (const Value& item : text.items()) {
    hunks.push_back(hunk_in(item));
    if (hunks.back().at < end) throw Broken{"the parts of a text overlap"};
    end = hunks.back().at + hunks.back().after.size();
  }
  return hunks;
}

RecordedText recorded_text(const Value& entry, const Value& text) {
  const Value* inner = entry.find("inner");
  if (!inner || !inner->is_list()) throw Broken{"a text has no settings"};
  RecordedText recorded;
  recorded.absent = entry.find("absent") != nullptr;
  recorded.hunks = hunks_in(text);
  for (const Value& setting : inner->items()) {
    recorded.settings.push_back({path_in(setting), value_in(setting, "before"), value_in(setting, "after")});
  }
  return recorded;
}

RecordedChange change_in(const Value& entry) {
  RecordedChange change;
  change.path = path_in(entry);
  change.applier = entry.text_at({"applier"});
  if (const Value* text = entry.find("text")) {
    change.text = recorded_text(entry, *text);
  } else {
    change.before = value_in(entry, "before");
    change.after = value_in(entry, "after");
  }
  return change;
}

/// Version 0.1.0 recorded annotations as a whole where there were none; the record itself is one of them.
std::vector<RecordedChange> each_annotation(RecordedChange change) {
  if (change.path != Path{"metadata", "annotations"} || change.before || !change.after) return {std::move(change)};
  std::vector<RecordedChange> changes;
  for (const auto& [key, value] : change.after->members()) {
    changes.push_back({{"metadata", "annotations", key}, std::nullopt, value, std::nullopt, change.applier});
  }
  return changes;
}

std::optional<Phase> phase_called(std::string_view name) {
  for (const Phase phase : {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover}) {
    if (name == to_string(phase)) return phase;
  }
  return std::nullopt;
}

UndoRecord record_in(const std::string& text, const ObjectRef& object) {
  const Value value = yaml::read(text);
  const Value* entries = value.find("changes");
  if (!entries || !entries->is_list()) throw Broken{"it holds no list of changes"};
  UndoRecord record;
  record.phase = phase_called(value.text_at({"phase"}));
  for (const Value& entry : entries->items()) {
    for (RecordedChange& change : each_annotation(change_in(entry))) {
      if (!is_written_by_plans(object, change.path)) {
        throw Broken{"it names " + to_string(change.path) + ", which enable never changes"};
      }
      record.changes.push_back(std::move(change));
    }
  }
  return record;
}

// ---- Writing

Value to_value(const Path& path) {
  Value steps = Value::list();
  for (const Step& step : path) {
    steps.items().push_back(step.is_index() ? Value(static_cast<int>(step.index)) : Value(step.key));
  }
  return steps;
}

void set_if(Value& entry, std::string_view key, const std::optional<Value>& value) {
  if (value) entry.set(key, *value);
}

void set_text(Value& entry, const RecordedText& text) {
  if (text.absent) entry.set("absent", true);
  Value hunks = Value::list();
  for (const TextHunk& hunk : text.hunks) {
    hunks.items().push_back(
        Value::map({{"at", static_cast<int>(hunk.at)}, {"before", hunk.before}, {"after", hunk.after}}));
  }
  entry.set("text", std::move(hunks));
  Value inner = Value::list();
  for (const RecordedSetting& setting : text.settings) {
    Value one = Value::map({{"path", to_value(setting.path)}});
    set_if(one, "before", setting.before);
    set_if(one, "after", setting.after);
    inner.items().push_back(std::move(one));
  }
  entry.set("inner", std::move(inner));
}

Value to_value(const RecordedChange& change) {
  Value entry = Value::map({{"path", to_value(change.path)}});
  if (change.text) set_text(entry, *change.text);
  set_if(entry, "before", change.before);
  set_if(entry, "after", change.after);
  if (!change.applier.empty()) entry.set("applier", change.applier);
  return entry;
}

}  // namespace

const Path& record_path() {
  static const Path path = {"metadata", "annotations", undo_annotation};
  return path;
}

bool has_undo_record(const Value& object) { return !object.text_at(record_path()).empty(); }

UndoRecord read_record(const Value& object) {
  if (!has_undo_record(object)) return {};
  const ObjectRef ref = ref_of(object);
  const auto broken = [&](const std::string& why) {
    return Error("the record of what was changed cannot be read: " + why,
                 to_string(ref) + ", annotation " + std::string(undo_annotation),
                 "put the object right by hand and remove the annotation");
  };
  try {
    return record_in(object.text_at(record_path()), ref);
  } catch (const yaml::ReadError& error) {
    throw broken(error.what());
  } catch (const Broken& error) {
    throw broken(error.why);
  }
}

std::string to_text(const UndoRecord& record) {
  Value value = Value::map();
  if (record.phase) value.set("phase", to_string(*record.phase));
  Value changes = Value::list();
  for (const RecordedChange& change : record.changes) changes.items().push_back(to_value(change));
  value.set("changes", std::move(changes));
  return to_json(value);
}

}  // namespace l7::live
