#pragma once

#include <string>

#include "model/value.h"

namespace l7::cli {

/// JSON for people and programs: two spaces per level, a line break at the end. Bytes that are no UTF-8 become U+FFFD,
/// and numbers that YAML has and JSON has not (0x1f, .5) become strings, so that every reader takes it.
std::string pretty_json(const Value& value);

}  // namespace l7::cli
