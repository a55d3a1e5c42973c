#include "live/enable.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cloud/entry_choice.h"
#include "live/apply.h"
#include "live/observe.h"
#include "live/question.h"
#include "live/retry.h"
#include "live/run_end.h"
#include "milvus/tls.h"
#include "model/error.h"

namespace l7::live {
namespace {

/// Controllers report failures on their way to success: new backends are unhealthy until their first check. One that
/// stays for so long does not go away. Pods that crash do so for good.
constexpr std::chrono::seconds patience{180};
constexpr std::chrono::seconds patience_with_pods{10};
constexpr std::chrono::seconds for_the_cutover{30};

constexpr std::array prepare = {Phase::prepare};
constexpr std::array all_phases = {Phase::prepare, Phase::backend, Phase::ingress, Phase::cutover};
constexpr std::array before_cutover = {Phase::prepare, Phase::backend, Phase::ingress};
constexpr std::array before_balancer = {Phase::prepare, Phase::backend};
constexpr std::array balancer = {Phase::ingress};
constexpr std::array cutover = {Phase::cutover};

/// The rollout brings about no other part of the way.
Health pods_alone(Health health) {
  std::erase_if(health.hops, [](const Hop& hop) { return hop.name != "pods"; });
  health.settle = {};
  health.ask = false;
  return health;
}

Health whole_way(Health health) { return health; }

bool pods_failed(const Health& health) {
  return std::any_of(health.hops.begin(), health.hops.end(),
                     [](const Hop& hop) { return hop.name == "pods" && hop.state == State::failed; });
}

/// The way while it has to stay ready.
Health settling(const Health& health) {
  Health shown = health;
  shown.hops = {{parts::address, State::waiting, health.address,
                 "nothing is heard against the change so far, which has to last for " +
                     std::to_string(health.settle.count()) + " s"}};
  return shown;
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

constexpr const char* balancer_way = "the balancer";

/// What still leads to Milvus, as it was seen last, and what to do.
std::string next_step(const std::optional<Observed>& last) {
  std::string serves = "the old entry still serves";
  if (last && last->milvus.service.value.text_at({"spec", "type"}) == "ClusterIP") {
    serves = "there is no other entry any more";
  } else if (last && milvus::tls_mode(last->milvus) == 1) {
    serves += ", and speaks TLS only now";
  }
  return serves + "; see kubectl milvus-l7 status and check, put it right, then run this again: it continues";
}

[[noreturn]] void too_late(std::string_view what, const Health& health, const std::optional<Observed>& last) {
  std::string reasons = unfinished(health, State::failed);
  if (reasons.empty()) reasons = unfinished(health, State::waiting);
  throw Error("time ran out while waiting for " + std::string(what) + ": ready: " + names_of(health, true) +
                  "; not ready: " + names_of(health, false) + (reasons.empty() ? "" : " (" + reasons + ')'),
              "", next_step(last));
}

/// Throws Error for the first finding that refuses the plan.
void refuse(const Plan& plan) {
  for (const Finding& finding : plan.findings) {
    if (finding.kind->severity != Severity::error) continue;
    throw Error("the plan is refused: " + std::string(finding.kind->title) + ": " + finding.seen, finding.where,
                std::string(finding.kind->fix));
  }
}

/// Tells when a run has waited long enough: for what has to stay ready, and for a failure that stays.
class Patience {
 public:
  explicit Patience(Clock& clock) : clock_(clock) {}

  bool is_settled(const Health& health) {
    failed_since_ = never;
    if (ready_since_ == never) ready_since_ = clock_.now();
    return clock_.now() - ready_since_ >= health.settle;
  }

  bool is_over(const Health& health) {
    ready_since_ = never;
    if (!health.failed()) {
      failed_since_ = never;
    } else if (failed_since_ == never) {
      failed_since_ = clock_.now();
    }
    const auto limit = pods_failed(health) ? patience_with_pods : patience;
    return failed_since_ != never && clock_.now() - failed_since_ >= limit;
  }

 private:
  static constexpr Clock::Time never = Clock::Time::max();

  Clock& clock_;
  Clock::Time ready_since_ = never;
  Clock::Time failed_since_ = never;
};

/// One wait of a run, look by look.
struct Wait {
  std::string_view what;
  Listener& listener;
  Patience patient;
  Health health = {};
  bool ready = false;
  bool over = false;

  void look_at(Health now) {
    health = std::move(now);
    ready = health.ready() && patient.is_settled(health);
    if (ready) return;
    listener.waiting(what, health.ready() ? settling(health) : health);
    over = !health.ready() && patient.is_over(health);
  }
};

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
  const Observed ready = wait_for(balancer_way, whole_way);
  const std::string objection = prove(endpoint_of(ready, cloud, wishes_), deadline_);
  if (!objection.empty()) throw Error("a call through the balancer fails: " + objection, "", next_step(ready));
  // The proof may take all the time there is; what is left is short, and everything works.
  deadline_ = std::max(deadline_, clock_.now() + for_the_cutover);
  api_.end_at(deadline_);
  look_again();
  carry_out({cutover});
}

void Enable::wait_for_balancer() {
  deadline_ = clock_.now() + settings_.timeout;
  const RunEnd end(api_, deadline_);
  wait_for(balancer_way, whole_way);
}

void Enable::carry_out(std::initializer_list<std::span<const Phase>> steps) {
  again_on_conflict(clock_, [&] {
    const EnablePlan todo =
        fresh_ ? *std::exchange(fresh_, std::nullopt) : plan(observe(api_, target_, wishes_, Depth::plan));
    if (listener_.stopped()) throw Stopped();
    refuse(todo.plan);
    Executor executor(api_, todo.observed, Recording::on, settings_.dry_run, listener_, certificates_, &written_);
    for (const std::span<const Phase> phases : steps) executor.apply(todo.plan, phases);
  });
}

Observed Enable::with_news(Observed observed) const {
  observed.written = written_;
  observed.now = clock_.date();
  return observed;
}

Observed Enable::wait_for(std::string_view what, Health (*part_of)(Health whole)) {
  // A connection that has gone silent tells nothing, and a new list everything.
  static constexpr std::chrono::seconds until_next_list{30};
  Wait wait = {what, listener_, Patience(clock_)};
  std::optional<Observed> last;
  std::optional<Object> asked;
  Question question(api_, clock_, written_);
  const auto look = [&](const Snapshot& snapshot) {
    if (listener_.stopped()) throw Stopped();
    last = snapshot.observed(target_, wishes_);
    if (!last) throw Error("Milvus is gone from namespace " + target_.name_space, "", "see who deleted it");
    last = with_news(*std::move(last));
    const Cloud& cloud = snapshot.cloud(wishes_);
    wait.look_at(part_of(cloud.health(*last, wishes_)));
    const Entry* entry = entry_for(*last, wishes_, cloud).used;
    if (entry) question.look_at(entry->object);
    if (wait.ready || wait.over) return false;
    if (wait.health.ask && entry && question.is_due()) asked = entry->object;
    return !asked;
  };
  do {
    if (asked) question.ask(*std::exchange(asked, std::nullopt));
    follow(api_, target_, wishes_, Depth::health, std::min(deadline_, clock_.now() + until_next_list), look, clock_);
  } while (!wait.ready && !wait.over && clock_.now() < deadline_);
  if (wait.ready) {
    listener_.waited(what);
    return *std::move(last);
  }
  if (wait.over)
    throw Error(std::string(what) + " failed: " + unfinished(wait.health, State::failed), "", next_step(last));
  too_late(what, wait.health, last);
}

void Enable::look_again() {
  const Snapshot snapshot = observe(api_, target_, wishes_, Depth::health);
  const Observed observed = with_news(milvus_in(snapshot, target_, wishes_));
  if (!snapshot.cloud(wishes_).health(observed, wishes_).ready()) wait_for(balancer_way, whole_way);
}

}  // namespace l7::live
