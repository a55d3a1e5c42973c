#include "live/undo_text.h"

#include <algorithm>
#include <utility>

#include "yaml/edit.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

std::optional<Value> found(const Value& settings, const Path& path) {
  const Value* value = settings.find(path);
  return value ? std::optional(*value) : std::nullopt;
}

bool is_nothing(const Value& value) { return value.is_null() || (value.is_map() && value.members().empty()); }

/// Without the maps that stay, empty, on the way to a setting that has gone: Milvus takes them for nothing.
Value without_nothing(const Value& value) {
  if (!value.is_map()) return value;
  Value kept = Value::map();
  for (const auto& [key, member] : value.members()) {
    Value inside = without_nothing(member);
    if (!is_nothing(inside)) kept.set(key, std::move(inside));
  }
  return kept;
}

/// What the text says once its settings are as they were; nothing when one of them is not as it was written.
std::optional<Value> settings_undone(Value settings, const RecordedText& record) {
  for (const RecordedSetting& setting : record.settings) {
    if (!equal(settings.find(setting.path), setting.after) || !can_hold(settings, setting.path)) return std::nullopt;
  }
  for (const RecordedSetting& setting : record.settings) {
    if (setting.before) {
      settings.set(setting.path, *setting.before);
    } else {
      settings.remove(setting.path);
    }
  }
  return without_nothing(settings);
}

/// Somebody else's text may look alike at the places of the hunks, so what comes out has to say what is meant.
std::optional<std::string> bytes_undone(const std::string& text, const RecordedText& record) {
  const std::optional<Value> meant = settings_undone(yaml::read(text), record);
  std::optional<std::string> undone = without_hunks(text, record.hunks);
  if (!meant || !undone) return std::nullopt;
  try {
    const Value said = without_nothing(yaml::read(*undone));
    if (said == *meant || (is_nothing(said) && is_nothing(*meant))) return undone;
  } catch (const yaml::ReadError&) {
    // Nothing that enable has edited.
  }
  return std::nullopt;
}

}  // namespace

bool equal(const Value* there, const std::optional<Value>& value) {
  return there && value ? *there == *value : !there && !value;
}

bool can_hold(const Value& object, const Path& path) {
  const Value* at = &object;
  for (const Step& step : path) {
    if (step.is_index() ? !at || step.index >= at->items().size() : at && !at->is_map() && !at->is_null()) return false;
    if (at) at = at->find(Path{step});
  }
  return true;
}

RecordedText recorded_text(const Value* before, const std::string& after, const std::vector<Path>& settings) {
  static const std::string nothing;
  const std::string& old_text = before ? before->text() : nothing;
  RecordedText record;
  record.absent = !before;
  record.hunks = hunks_between(old_text, after);
  const Value old_settings = yaml::read(old_text);
  const Value new_settings = yaml::read(after);
  for (const Path& path : settings) {
    RecordedSetting setting = {path, found(old_settings, path), found(new_settings, path)};
    if (setting.before != setting.after) record.settings.push_back(std::move(setting));
  }
  return record;
}

TextUndone text_undone(const std::string& text, const RecordedText& record) {
  if (std::optional<std::string> undone = bytes_undone(text, record)) return {*std::move(undone), {}};
  const Value now = yaml::read(text);
  TextUndone result = {text, {}};
  std::vector<yaml::Edit> edits;
  for (const RecordedSetting& setting : record.settings) {
    if (equal(now.find(setting.path), setting.after)) {
      edits.push_back({setting.path, {}, setting.before});
    } else if (!equal(now.find(setting.path), setting.before)) {
      result.kept.push_back(setting.path);
    }
  }
  if (!edits.empty()) result.text = yaml::apply(text, edits);
  return result;
}

std::vector<Path> drifted_settings(const std::string& text, const RecordedText& record) {
  std::vector<Path> drifted;
  const Value settings = yaml::read(text);
  for (const RecordedSetting& setting : record.settings) {
    if (!equal(settings.find(setting.path), setting.after)) drifted.push_back(setting.path);
  }
  return drifted;
}

}  // namespace l7::live
