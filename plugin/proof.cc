#include "proof.h"

#include <algorithm>
#include <thread>

#include "probe/verify.h"

namespace l7::plugin {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* answer = "an answer of Milvus through the balancer";
constexpr std::chrono::seconds one_try{5};
constexpr std::chrono::seconds between_tries{2};
constexpr std::chrono::milliseconds glance{200};

/// A new load balancer takes no connections at first: it takes some minutes until its DNS name is known and its nodes
/// listen. An internal one is often out of this machine's reach for good.
std::chrono::seconds patience_of(const Wishes& wishes) {
  return wishes.internal == true ? std::chrono::seconds(30) : std::chrono::minutes(5);
}

probe::VerifyRequest request_to(const live::Endpoint& endpoint) {
  probe::VerifyRequest request;
  request.address = endpoint.address;
  request.host = endpoint.host.empty() ? endpoint.address : endpoint.host;
  request.trusted = endpoint.trusted;
  request.hints = answer_hints(endpoint.cloud);
  request.limit = one_try;
  request.any_certificate = true;
  return request;
}

/// The last step of one try.
probe::ProbeStep last_step(const probe::VerifyRequest& request) {
  probe::ProbeStep last;
  probe::verify(request, [&](const probe::ProbeStep& step) { last = step; });
  return last;
}

bool connected(const probe::ProbeStep& step) { return step.name != "DNS" && step.name != "TCP"; }

void pause(const live::Listener& listener) {
  const auto end = Clock::now() + between_tries;
  while (Clock::now() < end) {
    if (listener.stopped()) throw live::Stopped();
    std::this_thread::sleep_for(glance);
  }
}

}  // namespace

std::string prove(const live::Endpoint& endpoint, const Wishes& wishes, Clock::time_point deadline,
                  live::Listener& listener) {
  const probe::VerifyRequest request = request_to(endpoint);
  const auto out_of_reach = std::min(deadline, Clock::now() + patience_of(wishes));
  for (;;) {
    const probe::ProbeStep step = last_step(request);
    if (step.passed) {
      listener.waited(answer);
      return "";
    }
    const std::string why = std::string(step.name) + ": " + step.failure;
    if (!connected(step) && Clock::now() >= out_of_reach) {
      listener.noted("the balancer is out of this machine's reach, so no call has proven the way (" + why +
                     "); kubectl milvus-l7 verify tries it from elsewhere");
      return "";
    }
    if (Clock::now() >= deadline) {
      return why + (step.fix.empty() ? "" : "; " + step.fix) + " (--verify=false goes on without that call)";
    }
    listener.waiting(answer, {{{std::string(step.name), State::waiting, step.failure, ""}}, endpoint.address});
    pause(listener);
  }
}

}  // namespace l7::plugin
