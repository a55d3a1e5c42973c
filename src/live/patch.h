#pragma once

#include <string>
#include <vector>

#include "model/plan.h"
#include "model/value.h"

namespace l7::live {

/// The object as the changes leave it; those with an inner path are made inside the text they name, by the same code
/// that edits a stream. Throws Error when such a text cannot be edited.
Value changed(Value object, const std::vector<Change>& changes);

/// The JSON merge patch (RFC 7386) that turns one object into the other; lists are replaced whole. An empty map when
/// they are equal.
Value merge_patch(const Value& from, const Value& to);

/// Makes a merge patch apply to this very version of the object only: with another uid or resourceVersion the API
/// server answers Conflict.
void require_version(Value& patch, const Value& object);

}  // namespace l7::live
