#include "kube/retry.h"

#include <algorithm>
#include <charconv>

namespace l7::kube {
namespace {

using std::chrono::milliseconds;

constexpr int most_retries = 10;
/// client-go waits as long as it is told; nobody waits at a terminal for more than this.
constexpr int longest_wait_seconds = 60;

std::optional<int> retry_after(const Response& response) {
  const std::string& text = response.header("retry-after");
  int seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || stop != end || seconds < 0) return std::nullopt;
  return seconds;
}

}  // namespace

std::optional<milliseconds> retry_delay(const Request& request, const Failure* failure, const Response& response,
                                        int attempts) {
  if (attempts > most_retries) return std::nullopt;
  if (failure) {
    if (failure->kind != Failure::Kind::broken || !request.reads() || request.endless) return std::nullopt;
    // The first time it was mostly a kept connection that the other end had closed.
    return attempts == 1 ? milliseconds(0) : std::min(milliseconds(100 << attempts), milliseconds(1000));
  }
  if (response.status != 429 && response.status < 500) return std::nullopt;
  const std::optional<int> seconds = retry_after(response);
  if (!seconds || *seconds > longest_wait_seconds) return std::nullopt;
  return milliseconds(1000) * *seconds;
}

}  // namespace l7::kube
