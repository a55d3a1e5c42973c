#pragma once

#include <iosfwd>

#include "model/error.h"
#include "model/plan.h"

namespace l7::cli {

/// What a plan does and has found, for people: the changes object by object with their reasons, new objects as YAML,
/// then the findings, the worst first. Colour adds escape codes around the same text.
void print_plan(std::ostream& out, const Plan& plan, bool colour);

/// `warning: title: what was seen (where) [id]` and a line with the fix.
void print_finding(std::ostream& out, const Finding& finding);

/// `error: what` and a line each for the place and the fix, where there are any.
void print_error(std::ostream& out, const Error& error);

}  // namespace l7::cli
