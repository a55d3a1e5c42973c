#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace l7::platform {

/// What the work returns, or "" when it is not done by the deadline or throws. It has no terminal and nothing to read
/// from or write to. For a program that is about to end: what is stuck by then, in a name server or a file system, goes
/// with it. Programs that the work has started are left to end by themselves: one that is exchanging a token would
/// otherwise lose it.
///
/// The work has a process of its own. Windows cannot split one in two: there it has a thread, and from then on the
/// program itself has neither stdin nor stderr.
std::string output_until(std::chrono::steady_clock::time_point deadline, const std::function<std::string()>& work);

}  // namespace l7::platform
