#pragma once

#include <functional>
#include <string_view>

#include "model/value.h"

namespace l7::kube {

/// Reads JSON; numbers keep their text. Throws Error that says where it is broken.
Value parse_json(std::string_view text);

/// Reads a List object and hands over its items one by one, so that only one of them is in memory; returns the rest of
/// it (metadata, apiVersion, kind; `items` left out). Throws Error also where `items` is neither a list nor null.
Value parse_list(std::string_view text, const std::function<void(Value item)>& visit);

}  // namespace l7::kube
