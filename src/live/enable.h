#pragma once

#include <functional>
#include <initializer_list>
#include <span>
#include <string>

#include "kube/api.h"
#include "live/certificate_secret.h"
#include "live/clock.h"
#include "live/endpoint.h"
#include "live/listener.h"
#include "live/run_settings.h"
#include "live/snapshot.h"
#include "model/plan.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::live {

/// What is to be done, and what it was made from.
struct EnablePlan {
  Observed observed;
  const Cloud* cloud = nullptr;
  Plan plan;
};

struct EnableSettings : RunSettings {
  /// Leaves the Service's type alone.
  bool keep_layer4 = false;
};

/// Puts one Milvus behind the balancer, phase by phase: what nothing uses yet, Milvus itself, the balancer, and, once
/// all of it works, the end of the old entry. A failure before that leaves the old entry serving. A run continues where
/// another one was cut off, because each phase is planned anew from what is there.
class Enable {
 public:
  Enable(kube::Api& api, Target target, Wishes wishes, EnableSettings settings, Listener& listener,
         Clock& clock = real_clock());

  /// What is to be done, given what is there.
  EnablePlan plan(const Snapshot& snapshot) const;

  /// Lets run() ask for the balancer's certificate once there is everything that nothing uses yet; `import` writes to
  /// the wishes which one it is.
  void take_certificate_from(std::function<void(Wishes& wishes)> import) { import_ = std::move(import); }

  /// The last gate before the cutover: says why the way does not work at the deadline, or nothing.
  using Proof = std::function<std::string(const Endpoint& endpoint, Clock::Time deadline)>;

  /// Does it, beginning with the plan that the user agreed to. Throws Error when something fails or takes too long,
  /// kube::ApiError, and Stopped.
  void run(EnablePlan agreed, const Proof& prove);

  /// Where there is nothing to change: waits until the balancer reaches Milvus, which an earlier run may not have seen.
  /// Changes nothing, and throws what run() does.
  void wait_for_balancer();

 private:
  /// Some phases after others, by one plan.
  void carry_out(std::initializer_list<std::span<const Phase>> steps);
  /// Until that part of the path is ready, by what was said after this run's writes; returns what was there then.
  Observed wait_for(std::string_view what, Health (*part_of)(Health whole));
  /// The last look before the old entry is closed. Whatever is not ready any more is waited for.
  void look_again();
  /// With what this run knows.
  Observed with_news(Observed observed) const;

  kube::Api& api_;
  Target target_;
  Wishes wishes_;
  EnableSettings settings_;
  Listener& listener_;
  Clock& clock_;
  std::function<void(Wishes& wishes)> import_;
  /// A plan for what is there now; without it the next step observes and plans.
  std::optional<EnablePlan> fresh_;
  Freshness written_;
  NewCertificates certificates_;
  Clock::Time deadline_;
};

}  // namespace l7::live
