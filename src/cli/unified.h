#pragma once

#include <iosfwd>

#include "model/plan.h"
#include "observe/observed.h"

namespace l7::cli {

/// What a plan changes as `diff -u` writes it: for each object its YAML before and after, with three lines around each
/// change. The reasons stand behind the `@@`, where such a diff has room for text, so that patch and other readers of
/// diffs take it as it is. Credentials are hidden. Nothing is written for a plan without changes.
/// Throws Error when an object is not known, or cannot be changed as planned.
void unified(std::ostream& out, const Plan& plan, const Observed& observed, bool colour);

}  // namespace l7::cli
