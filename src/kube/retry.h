#pragma once

#include <chrono>
#include <optional>

#include "kube/transport.h"

namespace l7::kube {

/// How long to wait before the request is sent again, after that many attempts; nothing when what came is final
/// (client-go rest/with_retry.go). An answer with 429 or 5xx is asked again only when it names the seconds itself;
/// a connection that broke, only for a read, since a change may have been made.
std::optional<std::chrono::milliseconds> retry_delay(const Request& request, const Failure* failure,
                                                     const Response& response, int attempts);

}  // namespace l7::kube
