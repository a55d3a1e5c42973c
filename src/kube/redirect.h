#pragma once

#include <optional>
#include <string>

#include "kube/proxy.h"
#include "kube/transport.h"

namespace l7::kube {

/// net/http gives up after so many.
inline constexpr int most_redirects = 10;

/// The target of the request that a redirected read is followed by; nothing when the answer is no redirect or leads to
/// another server. Go's client would follow to any server, and client-go would give that one the credentials.
std::optional<std::string> redirected_target(const Request& request, const Response& response, const Endpoint& server);

/// Where a redirect leads, for messages: without a user, query or fragment, any of which may hold a secret. "" for
/// none.
std::string redirection(const Response& response);

}  // namespace l7::kube
