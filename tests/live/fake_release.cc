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

/// Does it that much after each such request, as long as the Ingress is there.
void later(FakeCluster& cluster, FakeClock& clock, const char* verb, seconds time,
           const std::function<void(const std::string& name)>& action) {
  const auto act = [&cluster, action] {
    if (cluster.find("Ingress", ingress)) action(ingress);
  };
  cluster.after(
      verb, "Ingress", [&clock, time, act] { clock.after(time, act); }, always);
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

void play_gke(FakeCluster& cluster, FakeClock& clock) {
  later(cluster, clock, "create", seconds(0), [&](const std::string& name) {
    cluster.change("Ingress", name, "{metadata: {finalizers: [networking.gke.io/ingress-finalizer-V2]}}");
    cluster.change("Service", server,
                   R"({metadata: {annotations: {cloud.google.com/neg-status: '{"network_endpoint_groups":{"19530":)"
                   R"("k8s1-demo"},"zones":["a"]}'}}})");
  });
  later(cluster, clock, "create", seconds(3), [&](const std::string& name) {
    cluster.change("Ingress", name, "{status: {loadBalancer: {ingress: [{ip: 34.0.0.1}]}}}");
  });
  later(cluster, clock, "create", seconds(6), [&](const std::string& name) {
    cluster.change("Ingress", name,
                   R"({metadata: {annotations: {ingress.kubernetes.io/backends: '{"k8s1-demo":"HEALTHY"}'}}})");
  });
  take_finalizers_off(cluster, clock);
}

void play_aws(FakeCluster& cluster, FakeClock& clock) {
  later(cluster, clock, "create", seconds(0), [&](const std::string& name) {
    cluster.change("Ingress", name, "{metadata: {finalizers: [ingress.k8s.aws/resources]}}");
  });
  later(cluster, clock, "create", seconds(3), [&](const std::string& name) {
    cluster.change("Ingress", name, "{status: {loadBalancer: {ingress: [{hostname: x.elb.amazonaws.com}]}}}");
    if (cluster.find("Event", "reconciled")) return;
    cluster.create_yaml("{apiVersion: v1, kind: Event, metadata: {name: reconciled, namespace: " + name_space +
                        "}, type: Normal, reason: SuccessfullyReconciled, message: done, lastTimestamp: '" +
                        clock.text() + "', involvedObject: {kind: Ingress, name: " + name + "}}");
  });
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
    play_gke(cluster, clock);
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

Bench::Failure Bench::disable() {
  return failure_of([&] {
    Disable disable(cluster, target, wishes, settings, listener, clock);
    disable.run(observe(Depth::undo));
  });
}

}  // namespace l7::live::fake
