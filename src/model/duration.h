#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace l7 {

/// A length of time as kubectl's --request-timeout takes it: whole seconds (`15`), or one of Go's durations (`1.5h`,
/// `300ms`, `2m30s`; https://pkg.go.dev/time#ParseDuration), which may be negative. Nothing for anything else, and for
/// what 64 bits of nanoseconds do not hold (some 292 years).
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace l7
