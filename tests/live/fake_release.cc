#include "fake_release.h"

#include <algorithm>

#include "cloud/cloud.h"
#include "cloud/fixture.h"
#include "yaml/read.h"

namespace l7::live::fake {
namespace {

using std::chrono::seconds;

const std::string ingress = server + "-l7";
const std::string workload = server + "-proxy";

/// Every pod is of the newest template.
void roll_out(FakeCluster& cluster) {
  if (!cluster.find("Deployment", workload)) return;
  cluster.change("Deployment", workload,
                 "{status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, observedGeneration: " +
                     cluster.text("Deployment", workload, {"metadata", "generation"}) + "}}");
}

constexpr const char* written[] = {"create", "apply"};

/// Does it that much after each such request, as long as the Ingress is there.
void later(FakeCluster& cluster, FakeClock& clock, const char* verb, seconds time,
           const std::function<void(const std::string& name)>& action) {
  const auto act = [&cluster, action] {
    if (cluster.find("Ingress", ingress)) action(ingress);
  };
  cluster.after(
      verb, "Ingress", [&clock, time, act] { clock.after(time, act); }, always);
}

void after_writes(FakeCluster& cluster, FakeClock& clock, seconds time,
                  const std::function<void(const std::string& name)>& action) {
  for (const char* verb : written) later(cluster, clock, verb, time, action);
}

void take_finalizers_off(FakeCluster& cluster, FakeClock& clock) {
  later(cluster, clock, "delete", seconds(2),
        [&](const std::string& name) { cluster.change("Ingress", name, "{metadata: {finalizers: null}}"); });
}

}  // namespace

void put_release(FakeCluster& cluster, const std::string& service_type) {
  Value service = milvus::fixture::service();
  service.set(Path{"spec", "type"}, service_type);
  service.set(Path{"spec", "clusterIP"}, "10.0.0.7");
  cluster.create(std::move(service), "helm");
  cluster.create_yaml(fixture::config_map_yaml, "helm");
  cluster.create(milvus::fixture::proxy(), "helm");
  roll_out(cluster);
}

void play_rollout(FakeCluster& cluster, FakeClock& clock, seconds takes) {
  cluster.after(
      "patch", "Deployment", [&cluster, &clock, takes] { clock.after(takes, [&cluster] { roll_out(cluster); }); },
      always);
}

std::string say(FakeCluster& cluster, const std::string& time, const char* type, const char* reason,
                const std::string& message, const std::string& about) {
  static int number = 0;
  const std::string name = "event-" + std::to_string(++number);
  Value event = yaml::read("{apiVersion: v1, kind: Event, metadata: {name: " + name + ", namespace: " + name_space +
                           "}, involvedObject: {" + about + "}}");
  for (const auto& [key, text] : std::map<std::string, std::string>{{"type", type},
                                                                    {"reason", reason},
                                                                    {"message", message},
                                                                    {"firstTimestamp", time},
                                                                    {"lastTimestamp", time}}) {
    event.set(key, text);
  }
  cluster.create(std::move(event));
  return name;
}

void play_gke(FakeCluster& cluster, FakeClock& clock, const std::string& first_backends) {
  // Every write is worked on, a question too; only a sync writes how the backends are.
  later(cluster, clock, "patch", seconds(1), [&](const std::string& name) {
    say(cluster, clock.text(), "Normal", "Sync", "Scheduled for sync", "kind: Ingress, name: " + name);
  });
  after_writes(cluster, clock, seconds(0), [&](const std::string& name) {
    cluster.change("Ingress", name, "{metadata: {finalizers: [networking.gke.io/ingress-finalizer-V2]}}");
    cluster.change("Service", server,
                   R"({metadata: {annotations: {cloud.google.com/neg-status: '{"network_endpoint_groups":{"19530":)"
                   R"("k8s1-demo"},"zones":["a"]}'}}})");
    say(cluster, clock.text(), "Normal", "Sync", "Scheduled for sync", "kind: Ingress, name: " + name);
  });
  after_writes(cluster, clock, seconds(3), [&](const std::string& name) {
    cluster.change("Ingress", name, "{status: {loadBalancer: {ingress: [{ip: 34.0.0.1}]}}}");
  });
  after_writes(cluster, clock, seconds(6),
               [&](const std::string& name) { cluster.change("Ingress", name, first_backends); });
  take_finalizers_off(cluster, clock);
}

namespace {

/// The binding of a target group to the port of Milvus.
void make_binding(FakeCluster& cluster, const std::string& name, const std::string& labels) {
  if (cluster.find("TargetGroupBinding", name)) return;
  cluster.create_yaml("{apiVersion: elbv2.k8s.aws/v1beta1, kind: TargetGroupBinding, metadata: {name: " + name +
                      ", namespace: " + name_space + ", labels: {" + labels +
                      "}}, spec: {serviceRef: {name: " + server + ", port: 19530}}}");
}

void register_targets(FakeCluster& cluster, const std::string& name) {
  cluster.change("TargetGroupBinding", name, "{status: {observedGeneration: 1}}");
}

}  // namespace

void play_aws(FakeCluster& cluster, FakeClock& clock) {
  make_binding(cluster, "nlb",
               "service.k8s.aws/stack-name: " + server + ", service.k8s.aws/stack-namespace: " + name_space);
  register_targets(cluster, "nlb");
  after_writes(cluster, clock, seconds(0), [&](const std::string& name) {
    cluster.change("Ingress", name, "{metadata: {finalizers: [ingress.k8s.aws/resources]}}");
  });
  after_writes(cluster, clock, seconds(3), [&](const std::string& name) {
    cluster.change("Ingress", name, "{status: {loadBalancer: {ingress: [{hostname: x.elb.amazonaws.com}]}}}");
    make_binding(cluster, "alb",
                 "ingress.k8s.aws/stack-name: " + name + ", ingress.k8s.aws/stack-namespace: " + name_space);
    say(cluster, clock.text(), "Normal", "SuccessfullyReconciled", "Successfully reconciled",
        "kind: Ingress, name: " + name);
  });
  // Before that the Ingress counts as reconciled.
  after_writes(cluster, clock, seconds(4), [&](const std::string&) { register_targets(cluster, "alb"); });
  later(cluster, clock, "delete", seconds(1), [&](const std::string&) { cluster.erase("TargetGroupBinding", "alb"); });
  take_finalizers_off(cluster, clock);
}

// ---- what a run says

void Recorder::take(std::string line) {
  if (line == stop_after_) stopped_ = true;
  lines_.push_back(std::move(line));
}

void Recorder::applied(const ObjectRef& object, std::string_view what) {
  take(std::string(what) + ' ' + object.kind + ' ' + object.name);
}

void Recorder::noted(const std::string& text) { take("noted " + text); }

void Recorder::waiting(std::string_view for_what, const Health& health) {
  health_ = health;
  const std::string line = "waiting for " + std::string(for_what);
  if (lines_.empty() || lines_.back() != line) take(line);
}

void Recorder::waited(std::string_view for_what) { take("waited for " + std::string(for_what)); }

bool Recorder::has(const std::string& line) const {
  return std::find(lines_.begin(), lines_.end(), line) != lines_.end();
}

// ---- runs

Bench::Bench(const std::string& cloud, const std::string& service_type) {
  wishes.cloud = cloud;
  put_release(cluster, service_type);
  if (cloud.empty()) return;
  play_rollout(cluster, clock);
  if (cloud == "gcp") {
    play_gke(cluster, clock, first_backends);
  } else {
    wishes.hosts = {"db.example.com"};
    play_aws(cluster, clock);
  }
}

Bench::Failure Bench::failure_of(const std::function<void()>& run) {
  try {
    run();
    return {};
  } catch (const Stopped&) {
    return {"stopped", "", "", 0};
  } catch (const kube::ApiError& error) {
    return {"api", error.what(), error.fix, error.status};
  } catch (const Error& error) {
    return {"error", error.what(), error.fix, 0};
  }
}

Snapshot Bench::observe(Depth depth) { return live::observe(cluster, target, wishes, depth); }

Bench::Failure Bench::enable() {
  return failure_of([&] {
    Enable enable = enabling();
    enable.run(enable.plan(observe(Depth::plan)), [&](const Endpoint& endpoint, Clock::Time) {
      proven = endpoint;
      return objection;
    });
  });
}

Bench::Failure Bench::wait_for_balancer() {
  return failure_of([&] { enabling().wait_for_balancer(); });
}

Bench::Failure Bench::disable() {
  return failure_of([&] {
    Disable disable(cluster, target, wishes, settings, listener, clock);
    disable.run(observe(Depth::undo));
  });
}

}  // namespace l7::live::fake
