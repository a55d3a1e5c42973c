#include "live/enable.h"

#include <algorithm>
#include <array>
#include <utility>

#include "live/apply.h"
#include "live/observe.h"
#include "live/retry.h"
#include "live/run_end.h"
#include "model/error.h"

namespace l7::live {
namespace {

/// Controllers report failures on their way to success: new backends are unhealthy until their first check. One that
/// stays for so long does not go away. Pods that crash do so for good.
constexpr std::chrono::seconds patience{180};
constexpr std::chrono::seconds patience_with_pods{10};

constexpr std::array prepare = {Phase::prepare};
constexpr std::array all_phases = {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover};
constexpr std::array before_cutover = {Phase::prepare, Phase::backend, Phase::ingress};
constexpr std::array before_balancer = {Phase::prepare, Phase::backend};
constexpr std::array balancer = {Phase::ingress};
constexpr std::array cutover = {Phase::cutover};

/// The rollout brings about no other part of the way.
Health pods_alone(Health health) {
  std::erase_if(health.hops, [](const Hop& hop) { return hop.name != "pods"; });
  return health;
}

Health whole_way(Health health) { return health; }

bool pods_failed(const Health& health) {
  return std::any_of(health.hops.begin(), health.hops.end(),
                     [](const Hop& hop) { return hop.name == "pods" && hop.state == State::failed; });
}

std::string unfinished(const Health& health, State state) {
  std::string text;
  for (const Hop& hop : health.hops) {
    if (hop.state != state) continue;
    text += (text.empty() ? "" : "; ") + hop.name + ": " + (hop.reason.empty() ? hop.value : hop.reason);
  }
  return text;
}

std::string names_of(const Health& health, bool ready) {
  std::string text;
  for (const Hop& hop : health.hops) {
    if ((hop.state == State::ready) == ready) text += (text.empty() ? "" : ", ") + hop.name;
  }
  return text.empty() ? "nothing" : text;
}

constexpr const char* next_step =
    "the old entry still serves; see kubectl milvus-l7 status and check, put it right, then run this again: it "
    "continues";

[[noreturn]] void too_late(std::string_view what, const Health& health) {
  std::string reasons = unfinished(health, State::failed);
  if (reasons.empty()) reasons = unfinished(health, State::waiting);
  throw Error("time ran out while waiting for " + std::string(what) + ": ready: " + names_of(health, true) +
                  "; not ready: " + names_of(health, false) + (reasons.empty() ? "" : " (" + reasons + ')'),
              "", next_step);
}

}  // namespace

Enable::Enable(kube::Api& api, Target target, Wishes wishes, EnableSettings settings, Listener& listener, Clock& clock)
    : api_(api),
      target_(std::move(target)),
      wishes_(std::move(wishes)),
      settings_(settings),
      listener_(listener),
      clock_(clock) {}

EnablePlan Enable::plan(const Snapshot& snapshot) const {
  EnablePlan all = {milvus_in(snapshot, target_, wishes_), &snapshot.cloud(wishes_), {}};
  all.plan = all.cloud->plan(all.observed, wishes_);
  if (settings_.keep_layer4) {
    std::erase_if(all.plan.changes, [](const Change& change) { return change.phase == Phase::cutover; });
  }
  return all;
}

void Enable::run(EnablePlan agreed, const Proof& prove) {
  const Cloud& cloud = *agreed.cloud;
  fresh_ = std::move(agreed);
  deadline_ = clock_.now() + settings_.timeout;
  const RunEnd end(api_, deadline_);
  // A dry run has changed nothing that a second look could see.
  if (settings_.dry_run != kube::DryRun::none) return carry_out({all_phases});
  if (import_) {
    carry_out({prepare});
    import_(wishes_);
  }
  if (!settings_.wait) {
    // A balancer that the API server refuses must not cost the old entry.
    // Nor must one that it only says it has made: what is left of the phases before shows when it is planned anew.
    carry_out({before_cutover});
    return carry_out({before_cutover, cutover});
  }
  carry_out({before_balancer});
  wait_for("the rollout of Milvus", pods_alone);
  carry_out({balancer});
  const Observed ready = wait_for("the balancer", whole_way);
  const std::string objection = prove(endpoint_of(ready, cloud, wishes_), deadline_);
  if (!objection.empty()) throw Error("a call through the balancer fails: " + objection, "", next_step);
  carry_out({cutover});
}

void Enable::carry_out(std::initializer_list<std::span<const Phase>> steps) {
  again_on_conflict(clock_, [&] {
    const EnablePlan todo =
        fresh_ ? *std::exchange(fresh_, std::nullopt) : plan(observe(api_, target_, wishes_, Depth::plan));
    if (listener_.stopped()) throw Stopped();
    if (todo.plan.refused())
      throw Error("the cluster has changed, and the plan is refused now", "", "see why: kubectl milvus-l7 check");
    Executor executor(api_, todo.observed, Recording::on, settings_.dry_run, listener_, certificates_);
    for (const std::span<const Phase> phases : steps) executor.apply(todo.plan, phases);
  });
}

Observed Enable::wait_for(std::string_view what, Health (*part_of)(Health whole)) {
  Health health;
  std::optional<Observed> last;
  auto failed_since = Clock::Time::max();
  const auto look = [&](const Snapshot& snapshot) {
    if (listener_.stopped()) throw Stopped();
    auto observed = snapshot.observed(target_, wishes_);
    if (!observed) throw Error("Milvus is gone from namespace " + target_.name_space, "", "see who deleted it");
    health = part_of(snapshot.cloud(wishes_).health(*observed, wishes_));
    if (health.ready()) {
      last = std::move(observed);
      return false;
    }
    listener_.waiting(what, health);
    if (!health.failed()) {
      failed_since = Clock::Time::max();
    } else if (failed_since == Clock::Time::max()) {
      failed_since = clock_.now();
    }
    const auto limit = pods_failed(health) ? patience_with_pods : patience;
    return failed_since == Clock::Time::max() || clock_.now() - failed_since < limit;
  };
  follow(api_, target_, wishes_, Depth::health, deadline_, look, clock_);
  if (last) {
    listener_.waited(what);
    return std::move(*last);
  }
  if (health.failed() && clock_.now() < deadline_) {
    throw Error(std::string(what) + " failed: " + unfinished(health, State::failed), "", next_step);
  }
  too_late(what, health);
}

}  // namespace l7::live
