#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kube/api.h"
#include "live/certificate_secret.h"
#include "model/plan.h"

namespace l7::live {

/// Whether a change leaves behind what undoing it takes; undoing itself does not.
enum class Recording { on, off };

/// The changes of one object.
struct ObjectChanges {
  ObjectRef object;
  std::vector<Change> changes;

  bool creates() const { return changes.front().creates(); }
  bool deletes() const { return changes.front().deletes(); }
};

/// The changes of these phases by object, in the order in which they are carried out; in each phase what is new comes
/// first, since the rest refers to it.
std::vector<ObjectChanges> by_object(const Plan& plan, std::span<const Phase> phases);

/// The first request that carries out the changes of one object; mostly the only one.
struct FirstWrite {
  kube::Write write;
  /// The record that the object has afterwards, where the write leaves one.
  std::optional<std::string> record;
};

/// `now` is the object as it is; of one that is created nothing is looked at. Nothing where nothing is to be sent.
std::optional<FirstWrite> first_write(const ObjectChanges& todo, const Plan& plan, const Value& now,
                                      Recording recording, NewCertificates& certificates);

/// The object before the recorded changes, with the record: it goes last.
Value undone_with_record(const ObjectChanges& todo, const Value& now);

/// The patch that turns this very version of an object into another.
kube::Write patch_of(const ObjectRef& object, const Value& now, const Value& wanted);

/// The last request of undoing: takes the record off, and with it the name of the one who has changed the fields, which
/// the object's owner would take for a conflict. `recorded` is the object as it was when undoing began.
kube::Write end_of_record(const ObjectRef& object, const Value& now, const Value& recorded);

/// A write that was answered and not made shows in the record, which nobody else writes. Without this, a run would tell
/// of changes that are not there, or go on without what undoing them takes. Throws Error.
void require_record(const ObjectRef& object, const Value& answer, const std::string& record);

/// What require_record() says.
Error not_made(const ObjectRef& object);

}  // namespace l7::live
