#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace l7::kube {

/// An RFC 3339 time, such as `2030-01-02T03:04:05Z` or `..05.25+02:00`, without its fraction of a second; nothing for
/// anything else. Seconds, because nanoseconds would end in 2262.
std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

}  // namespace l7::kube
