#pragma once

#include <iosfwd>

#include "cli/style.h"
#include "model/health.h"

namespace l7::cli {

/// The way from a client to the pods, a line per hop in a client's order: a mark for its state, its name and value, and
/// below it, within the terminal's width, why it is not ready.
void draw_path(std::ostream& out, const Health& health, const Style& style);

}  // namespace l7::cli
