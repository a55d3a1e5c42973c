#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/text_hunks.h"
#include "model/path.h"
#include "model/plan.h"
#include "model/value.h"

namespace l7::live {

/// A setting inside a text, as it was and as it was written; nothing where none stood or stands.
struct RecordedSetting {
  Path path;
  std::optional<Value> before;
  std::optional<Value> after;
};

/// What was changed in a text (user.yaml).
struct RecordedText {
  /// Whether there was no text.
  bool absent = false;
  std::vector<TextHunk> hunks;
  std::vector<RecordedSetting> settings;
};

struct RecordedChange {
  Path path;
  /// Nothing where nothing stood or stands, and for texts.
  std::optional<Value> before;
  std::optional<Value> after;
  std::optional<RecordedText> text;
  /// Who applied the field server-side before; empty for nobody.
  std::string applier;
};

/// What it takes to go back to the state before the first change of a live run.
struct UndoRecord {
  /// The latest phase in which a run changed the object; version 0.1.0 did not say.
  std::optional<Phase> phase;
  std::vector<RecordedChange> changes;
};

/// Where the record stands.
const Path& record_path();

/// Whether the object carries a record of what was changed in it.
bool has_undo_record(const Value& object);

/// The object's record; an empty one where it has none. Throws Error when it cannot be read, or names a place that no
/// plan writes (cloud/written.h).
UndoRecord read_record(const Value& object);

/// What the annotation then says.
std::string to_text(const UndoRecord& record);

}  // namespace l7::live
