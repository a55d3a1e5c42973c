#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/undo_record.h"
#include "model/path.h"
#include "model/value.h"

namespace l7::live {

/// Whether what stands there is the value; nothing is nothing.
bool equal(const Value* there, const std::optional<Value>& value);

/// A list that has become shorter has no place for what stood in one of its items, nor has a text for a member.
bool can_hold(const Value& object, const Path& path);

/// What changed between the texts, of which these settings were written; `before` is nullptr where there was no text.
RecordedText recorded_text(const Value* before, const std::string& after, const std::vector<Path>& settings);

struct TextUndone {
  std::string text;
  /// Settings that somebody else has changed since.
  std::vector<Path> kept;
};

/// The text as it was, byte for byte, when nobody has touched the changed parts and it then says what it said;
/// otherwise with its settings as they were. Throws Error when it cannot be read or edited.
TextUndone text_undone(const std::string& text, const RecordedText& record);

/// The settings that the text no longer holds as they were written.
std::vector<Path> drifted_settings(const std::string& text, const RecordedText& record);

}  // namespace l7::live
