#pragma once

#include <span>

#include "command.h"

namespace l7::plugin {

/// What `kubectl milvus-l7` can be told, in the order of its help.
std::span<const Verb> verbs();

/// What `kubectl milvus-l7 cert` can.
std::span<const Verb> cert_verbs();

}  // namespace l7::plugin
