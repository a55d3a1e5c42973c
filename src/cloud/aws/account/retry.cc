#include "cloud/aws/account/retry.h"

#include "cloud/aws/account/refusal.h"

namespace l7::aws {
namespace {

constexpr int most_attempts = 5;
/// Doubled each time. ACM takes one import each second.
constexpr std::chrono::milliseconds first_delay{300};
constexpr int first_server_error = 500;

bool may_repeat(Effect effect, const kube::Failure* failure, const kube::Response& response) {
  if (failure) return effect == Effect::none && failure->kind == kube::Failure::Kind::broken;
  if (response.status < 400) return false;
  if (is_throttling(refusal_in(response).code)) return true;
  return effect == Effect::none && response.status >= first_server_error;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_delay(Effect effect, const kube::Failure* failure,
                                                     const kube::Response& response, int attempts) {
  if (attempts >= most_attempts || !may_repeat(effect, failure, response)) return std::nullopt;
  return first_delay * (1 << (attempts - 1));
}

}  // namespace l7::aws
