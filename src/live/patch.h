#pragma once

#include "model/value.h"

namespace l7::live {

/// The JSON merge patch (RFC 7386) that turns one object into the other; lists are replaced whole. An empty map when
/// they are equal.
Value merge_patch(const Value& from, const Value& to);

/// Makes a merge patch apply to this very version of the object only: with another uid or resourceVersion the API
/// server answers Conflict.
void require_version(Value& patch, const Value& object);

}  // namespace l7::live
