#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "model/value.h"

namespace l7::cli {

/// The map in a file of flags. Throws UsageError when it cannot be read, is no YAML map, or has a key that is not
/// known.
Value read_config(const std::string& file, std::span<const std::string_view> known);

/// A value of that map as the texts that arguments would hold. Throws UsageError when the flag takes no such value.
std::vector<std::string> texts_in(const Value& value, const Destination& target, const std::string& where);

}  // namespace l7::cli
