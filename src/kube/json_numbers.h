#pragma once

#include "model/value.h"

namespace l7::kube {

/// What was read from YAML, with its numbers written as JSON writes them: `0x10` as 16, `0o17` and `017` as 15, `+.5`
/// as 0.5. Numbers that JSON does not know (`.inf`) become null.
Value with_json_numbers(Value value);

}  // namespace l7::kube
