#pragma once

#include "command.h"

namespace l7::plugin {

/// `kubectl milvus-l7` with what comes after its name. Reports every failure itself. Returns the exit code: 2 for wrong
/// usage, 130 when it was stopped, and otherwise the verb's own.
int run_program(Arguments words);

}  // namespace l7::plugin
