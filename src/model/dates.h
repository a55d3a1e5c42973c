#pragma once

#include <chrono>
#include <string>

namespace l7 {

/// `2027-12-23`, in UTC.
std::string date_text(std::chrono::sys_seconds time);
/// `2027-12-23T08:00:00Z` (RFC 3339).
std::string time_text(std::chrono::sys_seconds time);
/// Whole days, rounded down: `29 days`.
std::string days_text(std::chrono::seconds time);

}  // namespace l7
