#pragma once

#include <chrono>
#include <string>

#include "live/endpoint.h"
#include "live/listener.h"
#include "model/wishes.h"

namespace l7::plugin {

/// Calls Milvus through the balancer until it answers. Returns why it does not at the deadline, or nothing. A balancer
/// that does not let this machine connect for some minutes may let others: then it says that nothing is proven, and
/// returns nothing. Sends no credentials, and takes any certificate: clients may trust what this machine does not.
/// Throws live::Stopped.
std::string prove(const live::Endpoint& endpoint, const Wishes& wishes, std::chrono::steady_clock::time_point deadline,
                  live::Listener& listener);

}  // namespace l7::plugin
