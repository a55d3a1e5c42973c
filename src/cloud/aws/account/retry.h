#pragma once

#include <chrono>
#include <optional>

#include "kube/transport.h"

namespace l7::aws {

/// Whether a request may be made twice.
enum class Effect { none, changes };

/// How long to wait before a request to a service of AWS is sent again, after that many attempts; nothing when what
/// came is final. What was refused for there being too many requests is always sent again. A failure of the service or
/// the connection may come after the change was made: then only what changes nothing is.
std::optional<std::chrono::milliseconds> retry_delay(Effect effect, const kube::Failure* failure,
                                                     const kube::Response& response, int attempts);

}  // namespace l7::aws
