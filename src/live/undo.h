#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/undo_record.h"
#include "model/plan.h"
#include "model/value.h"
#include "owner/managers.h"

namespace l7::live {

/// What undoing leaves of an object.
struct Undone {
  /// As it was before the first change, without the record.
  Value object;
  /// Places that somebody else has changed since; they stay as they are now.
  std::vector<std::string> kept;
  /// Places that the API server does not let anybody set again.
  std::vector<std::string> fixed;
};

/// The phase in which the recorded changes were made, the latest of them; nothing where there is no record, or one of
/// version 0.1.0, which did not say.
std::optional<Phase> recorded_phase(const Value& object);

/// The recorded places where what was written stands no longer: somebody put them back or changed them.
std::vector<std::string> drifted(const Value& object);

/// Takes the recorded changes back. Of a text (user.yaml) every byte comes back when nobody touched the changed parts;
/// otherwise its settings one by one. Throws Error when the record cannot be read.
Undone undo(const Value& object);

/// Who applied the recorded places server-side before they were changed.
std::vector<owner::Applier> appliers_in(const Value& object);

/// The object after the changes, with the annotation `milvus-l7/undo` saying what it takes to go back from there to the
/// state before the first recorded change. Throws std::logic_error for a change at a place that no record may name.
Value changed_with_record(const Value& object, const std::vector<Change>& changes);

}  // namespace l7::live
