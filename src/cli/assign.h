#pragma once

#include "cli/flags.h"

namespace l7::cli {

/// Writes the texts given for a flag to its target. Throws UsageError with `given.where` for a text that does not fit,
/// a value given twice where there is room for one, and an item or key that is repeated.
void assign(const Flag& flag, const Given& given);

}  // namespace l7::cli
