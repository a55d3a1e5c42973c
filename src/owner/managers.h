#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/path.h"
#include "model/value.h"

namespace l7::owner {

// Who has written an object's fields, by its metadata.managedFields (Kubernetes documents them with server-side apply).

/// The entries of metadata.managedFields.
const std::vector<Value>& manager_entries(const Value& object);
/// Whether an entry is this manager's, by this operation: `Apply` or `Update`.
bool is_by(const Value& entry, std::string_view manager, std::string_view operation);

/// A field, and who applies it server-side.
struct Applier {
  Path field;
  std::string manager;
};

/// Whether a live run of ours made the object: ours alone are applied by us. What came with Helm's post-renderer is
/// only patched.
bool is_made_live(const Value& object);

/// `wanted`, and beside it what we have applied to the object before and `wanted` does not name: a field that is left
/// out of server-side apply is removed, and what a run does not speak of stays.
Value with_applied_fields(Value wanted, const Value& object);

/// Whether a Helm release holds the object. Helm 3 leaves no trace when it takes over one that is as it wants it.
bool is_held_by_helm(const Value& object);

/// Who applies this field server-side, other than we; empty for nobody, and for items of lists, which have no names
/// that a path could tell.
std::string applier_of(const Value& object, const Path& path);

/// metadata.managedFields after our patches were taken back: nothing in it is held by them, and each of these fields
/// that was goes to its applier again. Otherwise whoever applies the object next would meet a conflict with us, or
/// leave in place what it no longer wants. Nothing when our patches hold nothing.
std::optional<Value> managers_given_back(const Value& object, const std::vector<Applier>& appliers);

}  // namespace l7::owner
