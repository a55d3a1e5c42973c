#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "fake_clock.h"
#include "fake_cluster.h"
#include "live/disable.h"
#include "live/enable.h"
#include "live/listener.h"
#include "live/observe.h"

/// A Milvus in the cluster in memory, the controllers around it, and runs that are taken down line by line.
namespace l7::live::fake {

inline const std::string name_space = "vectors";
inline const std::string server = "demo-milvus";

using Lines = std::vector<std::string>;

/// The objects of a release by Helm 3 whose Service is open at layer 4, rolled out.
void put_release(FakeCluster& cluster, const std::string& service_type = "LoadBalancer");

/// The workload's controller: a change of the template is rolled out after this time.
void play_rollout(FakeCluster& cluster, FakeClock& clock, std::chrono::seconds takes = std::chrono::seconds(2));
/// A controller's event about an object, `kind: Ingress, name: demo`. Returns the event's name.
std::string say(FakeCluster& cluster, const std::string& time, const char* type, const char* reason,
                const std::string& message, const std::string& about);
/// GKE's: an Ingress has an address after 3 s and its healthy backends after 6 s. The finalizer is taken off 2 s
/// after the deletion. What it writes is in cloud/gcp/health.cc.
/// `first_backends` is the patch by which it tells them then; what they become it tells only in a later sync.
void play_gke(FakeCluster& cluster, FakeClock& clock, const std::string& first_backends);
/// The AWS Load Balancer Controller: 3 s, 4 s until the targets are registered, and 2 s for the deletion; see
/// cloud/aws/health.cc. The Service's Network Load Balancer has a binding of its own.
void play_aws(FakeCluster& cluster, FakeClock& clock);

/// Takes down what a run says: `created Ingress demo-milvus-l7`, `noted ..`, `waiting for the balancer`, once each time
/// it begins to, and `waited for the balancer`.
class Recorder final : public Listener {
 public:
  void applied(const ObjectRef& object, std::string_view what) override;
  void noted(const std::string& text) override;
  void waiting(std::string_view for_what, const Health& health) override;
  void waited(std::string_view for_what) override;
  bool stopped() const override { return stopped_; }

  /// The user stops the run right after this line.
  void stop_after(std::string line) { stop_after_ = std::move(line); }
  void stop() { stopped_ = true; }
  void go_on() { stopped_ = false, stop_after_.clear(); }

  const Lines& lines() const { return lines_; }
  bool has(const std::string& line) const;
  /// What was waited for last, hop by hop.
  const Health& health() const { return health_; }

 private:
  void take(std::string line);

  Lines lines_;
  Health health_;
  std::string stop_after_;
  bool stopped_ = false;
};

/// One cluster with a release, and runs on it.
struct Bench {
  /// Of a cloud and its controllers, or of no cloud and none.
  explicit Bench(const std::string& cloud, const std::string& service_type = "LoadBalancer");

  /// What went wrong in a run.
  struct Failure {
    /// done, error, api, stopped.
    std::string kind = "done";
    std::string text;
    std::string fix;
    int status = 0;
  };

  Failure enable();
  Failure wait_for_balancer();
  Failure disable();
  Snapshot observe(Depth depth);
  /// Enable, as one run of the program makes it.
  Enable enabling() { return {cluster, target, wishes, settings, listener, clock}; }
  std::string service_type() const { return cluster.text("Service", server, {"spec", "type"}); }

  FakeClock clock;
  FakeCluster cluster{clock};
  Target target{name_space, ""};
  Wishes wishes;
  EnableSettings settings;
  Recorder listener;
  /// What the call through the balancer says at the end; empty when it works.
  std::string objection;
  /// See play_gke().
  std::string first_backends =
      R"({metadata: {annotations: {ingress.kubernetes.io/backends: '{"k8s1-demo":"HEALTHY"}'}}})";
  /// What the last proof was made of.
  Endpoint proven;

 private:
  static Failure failure_of(const std::function<void()>& run);
};

}  // namespace l7::live::fake
