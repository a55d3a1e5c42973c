#pragma once

#include <functional>
#include <iosfwd>

#include "milvus/observed.h"
#include "model/plan.h"

namespace l7::cli {

/// An object that a plan changes, as it is now; nullptr when it was not read.
using Current = std::function<const Value*(const ObjectRef&)>;

/// What was observed, as the source of current objects. The function may be used as long as `observed` lives.
Current current_in(const milvus::Observed& observed);

/// What a plan changes as `diff -u` writes it: for each object its YAML before and after, with three lines around each
/// change. The reasons stand behind the `@@`, where such a diff has room for text, so that patch and other readers of
/// diffs take it as it is. Credentials are hidden. Nothing is written for a plan without changes.
/// Throws Error when an object is not known, or cannot be changed as planned.
void unified(std::ostream& out, const Plan& plan, const Current& current, bool colour);

}  // namespace l7::cli
