#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace l7::plugin {

/// What the work returns, or "" when it is not done by the deadline or throws. It runs in a process of its own, without
/// a terminal and with nothing to read from or write to; the deadline ends it and the programs that it has started,
/// wherever they are stuck: in a name server, a file system, a login.
std::string output_until(std::chrono::steady_clock::time_point deadline, const std::function<std::string()>& work);

}  // namespace l7::plugin
