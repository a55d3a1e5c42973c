#include "probe/verify.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "model/error.h"
#include "model/text.h"
#include "probe/answer_failure.h"
#include "probe/channel.h"
#include "probe/dial.h"
#include "probe/handshake.h"
#include "probe/milvus_service.h"
#include "tls/faults.h"

namespace l7::probe {
namespace {

using Clock = std::chrono::steady_clock;

class Way {
 public:
  Way(const VerifyRequest& request, const std::function<void(const ProbeStep&)>& tell)
      : request_(request), tell_(tell), deadline_(Clock::now() + request.limit) {}

  bool go() {
    return step("DNS", [this](ProbeStep& step) { resolve_name(step); }) &&
           step("TCP", [this](ProbeStep& step) { connect_to_it(step); }) &&
           step("TLS", [this](ProbeStep& step) { speak_tls(step); }) &&
           step("certificate", [this](ProbeStep& step) { look_at_certificate(step); }) &&
           step("HTTP/2", [this](ProbeStep& step) { look_at_protocol(step); }) &&
           step("GetVersion", [this](ProbeStep& step) { ask(step, get_version); }) &&
           step("CheckHealth", [this](ProbeStep& step) { ask(step, check_health); }) &&
           step("Connect", [this](ProbeStep& step) { ask(step, connect); });
  }

 private:
  template <typename Act>
  bool step(std::string_view name, Act act) {
    ProbeStep step;
    step.name = name;
    const auto began = Clock::now();
    try {
      act(step);
    } catch (const Error& error) {
      step.failure = error.what();
      step.fix = error.fix;
    }
    step.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
    step.passed = step.failure.empty();
    tell_(step);
    return step.passed;
  }

  void resolve_name(ProbeStep& step) {
    addresses_ = resolve(request_.address.empty() ? request_.host : request_.address, request_.port);
    step.seen = joined(addresses_, ", ", &Address::ip);
  }

  /// The first address that answers, as clients do.
  void connect_to_it(ProbeStep& step) {
    for (std::size_t i = 0;; ++i) {
      try {
        socket_.emplace(probe::connect(addresses_[i], deadline_));
        address_ = addresses_[i].ip();
        step.seen = address_ + " port " + std::to_string(request_.port);
        return;
      } catch (const Error&) {
        if (i + 1 == addresses_.size()) throw;
      }
    }
  }

  void speak_tls(ProbeStep& step) {
    handshake_ = shake_hands(*socket_, {request_.host, request_.trusted, request_.hints}, deadline_);
    socket_.reset();
    step.seen = handshake_.protocol;
  }

  void look_at_certificate(ProbeStep& step) {
    const CertificateFacts facts = tls::inspect(handshake_.chain);
    step.seen = facts.subject.empty() ? facts.fingerprint : facts.subject;
    // OpenSSL still takes a common name for want of others; Go and Java's newer clients do not.
    const bool by_name = tls::covers(facts, request_.host);
    if (handshake_.distrust.empty() && by_name) return;
    if (request_.any_certificate) {
      if (!handshake_.distrust.empty()) step.seen += ", which this machine does not trust: " + handshake_.distrust;
      return;
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::vector<Finding> faults = tls::faults_of(facts, "", now);
    const auto worst = std::find_if(faults.begin(), faults.end(),
                                    [](const Finding& fault) { return fault.kind->severity != Severity::note; });
    step.failure = handshake_.distrust.empty() ? "clients that look at no common name, as Go's, do not trust it"
                                               : "clients do not trust it: " + handshake_.distrust;
    if (worst != faults.end()) {
      step.failure += " (" + std::string(worst->kind->title) + ": " + worst->seen + ")";
      step.fix = worst->fix();
    } else if (!by_name) {
      step.failure += ": it covers ";
      for (const std::string& name : facts.names) step.failure += (&name == &facts.names.front() ? "" : ", ") + name;
      step.fix = "name one of these with --host, or make a certificate for " + request_.host;
    } else {
      step.fix =
          "give its authority, or itself, with --ca FILE; without --ca the cluster's Secret or the system decides";
    }
  }

  void look_at_protocol(ProbeStep& step) {
    step.seen = handshake_.application;
    if (step.seen != "h2") throw no_http2(request_.hints);
  }

  Channel& channel() {
    if (!channel_) {
      channel_.emplace(Target{request_.host, request_.port, address_, request_.trusted, request_.metadata,
                              request_.any_certificate});
    }
    return *channel_;
  }

  void ask(ProbeStep& step, Reply (*question)(Channel&, std::chrono::milliseconds)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    const Reply reply = question(channel(), std::max(left, std::chrono::milliseconds(1)));
    describe(reply, request_, step);
  }

  const VerifyRequest& request_;
  const std::function<void(const ProbeStep&)>& tell_;
  Clock::time_point deadline_;
  std::vector<Address> addresses_;
  std::string address_;
  std::optional<Socket> socket_;
  Handshake handshake_;
  std::optional<Channel> channel_;
};

}  // namespace

bool verify(const VerifyRequest& request, const std::function<void(const ProbeStep& step)>& tell) {
  return Way(request, tell).go();
}

std::chrono::microseconds Latencies::at(double share) const {
  const auto index = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted.at(std::clamp<std::size_t>(index, 1, sorted.size()) - 1);
}

Latencies measure(const VerifyRequest& request, int count, std::chrono::milliseconds pause,
                  const std::function<bool()>& stopped) {
  const std::vector<Address> addresses =
      resolve(request.address.empty() ? request.host : request.address, request.port);
  Channel channel({request.host, request.port, addresses.front().ip(), request.trusted, request.metadata});
  Latencies latencies;
  for (int i = 0; i < count && !stopped(); ++i) {
    if (i > 0) std::this_thread::sleep_for(pause);
    const Reply reply = get_version(channel, request.limit);
    ProbeStep step;
    step.name = "GetVersion";
    describe(reply, request, step);
    if (!step.failure.empty()) throw Error(step.failure, "call " + std::to_string(i + 1), step.fix);
    latencies.sorted.push_back(reply.answer.took);
  }
  std::sort(latencies.sorted.begin(), latencies.sorted.end());
  return latencies;
}

}  // namespace l7::probe
