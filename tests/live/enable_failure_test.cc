#include <algorithm>

#include "catch.h"
#include "fake_release.h"
#include "live/enable.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;
using std::chrono::seconds;

const std::string ingress = "demo-milvus-l7";

/// The writes of enable on GKE, as verb and kind.
const std::vector<std::pair<const char*, const char*>> gke_writes = {
    {"create", "BackendConfig"}, {"create", "Secret"},    {"patch", "Service"},
    {"patch", "ConfigMap"},      {"patch", "Deployment"}, {"create", "Ingress"}};

/// The lines of writes that were kept.
Lines kept(const FakeCluster& cluster) {
  Lines lines = cluster.writes();
  std::erase_if(lines, [](const std::string& line) { return line.find(": ") != std::string::npos; });
  return lines;
}

std::map<std::string, Value> undisturbed() {
  Bench bench("gcp");
  bench.settings.wait = false;
  REQUIRE(bench.enable().kind == "done");
  return bench.cluster.contents();
}

/// The certificate is another one each time, and times and uids tell when and how often something was made.
std::map<std::string, Value> comparable(std::map<std::string, Value> contents) {
  for (auto& [name, object] : contents) {
    for (const char* key : {"creationTimestamp", "uid"}) object.remove({"metadata", key});
    if (object.text_at({"kind"}) == "Secret") object.remove({"data"});
  }
  return contents;
}

TEST_CASE("a conflict at any write is planned again, and the result is the same", "[enable]") {
  const auto wanted = comparable(undisturbed());
  for (const auto& [verb, kind] : gke_writes) {
    INFO(verb << ' ' << kind);
    Bench bench("gcp");
    bench.settings.wait = false;
    bench.cluster.refuse(verb, kind, 409, 3);
    CHECK(bench.enable().kind == "done");
    CHECK(comparable(bench.cluster.contents()) == wanted);
    CHECK(kept(bench.cluster).size() == gke_writes.size() + 1);
  }
}

TEST_CASE("what somebody writes between reading and writing is a conflict, and stays", "[enable]") {
  for (const char* kind : {"Service", "ConfigMap", "Deployment"}) {
    INFO(kind);
    Bench bench("gcp");
    const std::string name = kind == std::string("Deployment") ? "demo-milvus-proxy" : server;
    bench.cluster.before("patch", kind,
                         [&] { bench.cluster.change(kind, name, "{metadata: {annotations: {theirs: kept}}}"); });
    CHECK(bench.enable().kind == "done");
    const Lines writes = bench.cluster.writes();
    CHECK(std::count(writes.begin(), writes.end(), "patch " + std::string(kind) + ' ' + name + ": 409") == 1);
    CHECK(annotation(*bench.cluster.find(kind, name), "theirs") == "kept");
  }
}

TEST_CASE("a conflict that never ends is passed on after half a minute", "[enable]") {
  Bench bench("gcp");
  bench.cluster.refuse("patch", "ConfigMap", 409, always);
  CHECK(bench.enable().status == 409);
  CHECK(bench.clock.passed() > seconds(30));
  CHECK(bench.clock.passed() < seconds(32));
  CHECK(bench.service_type() == "LoadBalancer");
  CHECK(bench.cluster.find("Ingress", ingress) == nullptr);
}

TEST_CASE("Ctrl-C ends the tries after a conflict", "[enable]") {
  Bench bench("gcp");
  bench.cluster.refuse("patch", "ConfigMap", 409, always);
  bench.listener.stop_after("changed Service demo-milvus");
  CHECK(bench.enable().kind == "stopped");
  CHECK(bench.clock.passed() < seconds(1));
}

TEST_CASE("a write whose answer was lost is not done twice by the next run", "[enable]") {
  const auto wanted = comparable(undisturbed());
  for (const auto& [verb, kind] : gke_writes) {
    for (const int status : {0, 504}) {
      INFO(verb << ' ' << kind << ' ' << status);
      Bench bench("gcp");
      bench.settings.wait = false;
      bench.cluster.lose_answer(verb, kind, status);
      const Bench::Failure failure = bench.enable();
      CHECK(failure.kind == "api");
      CHECK(failure.status == status);
      CHECK(bench.service_type() == "LoadBalancer");
      CHECK(bench.enable().kind == "done");
      CHECK(bench.service_type() == "ClusterIP");
      CHECK(comparable(bench.cluster.contents()) == wanted);
      // All writes of one run, and no more.
      CHECK(bench.cluster.writes().size() == gke_writes.size() + 1);
    }
  }
}

TEST_CASE("a lost answer to the cutover leaves nothing to do", "[enable]") {
  Bench bench("aws");
  bench.cluster.lose_answer("patch", "Service");
  CHECK(bench.enable().kind == "api");
  CHECK(bench.service_type() == "ClusterIP");
  bench.cluster.forget_requests();
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == Lines{});
}

TEST_CASE("a write that fails before the cutover leaves the old load balancer", "[enable]") {
  for (const auto& [verb, kind] : gke_writes) {
    for (const int status : {403, 422, 500}) {
      INFO(verb << ' ' << kind << ' ' << status);
      Bench bench("gcp");
      bench.cluster.refuse(verb, kind, status);
      CHECK(bench.enable().status == status);
      CHECK(bench.service_type() == "LoadBalancer");
    }
  }
}

TEST_CASE("a timeout names what is missing and what still serves", "[enable]") {
  Bench bench("gcp");
  bench.settings.timeout = seconds(6);
  const Bench::Failure failure = bench.enable();
  CHECK_THAT(failure.text, Contains("time ran out while waiting for the balancer: ready: address, certificate, "
                                    "service, pods; not ready: backend (backend: the balancer has not checked"));
  CHECK_THAT(failure.fix, Contains("the old entry still serves, and speaks TLS only now"));
  CHECK(bench.service_type() == "LoadBalancer");
  CHECK(bench.clock.passed() < seconds(7));
  bench.settings.timeout = seconds(60);
  CHECK(bench.enable().kind == "done");
}

TEST_CASE("a watch that says nothing ends at the timeout, not before", "[enable]") {
  Bench bench("gcp");
  bench.settings.timeout = seconds(20);
  bench.cluster.be_silent();
  CHECK_THAT(bench.enable().text, Contains("waiting for the rollout of Milvus"));
  CHECK(bench.clock.passed() == seconds(20));
}

/// A pod of the newest template that crashes.
void crash(FakeCluster& cluster) {
  const std::string workload = "demo-milvus-proxy";
  cluster.change("Deployment", workload, "{status: {observedGeneration: 2, updatedReplicas: 1, availableReplicas: 0}}");
  const Path note = {"spec", "template", "metadata", "annotations", "milvus-l7/config-sha256"};
  cluster.create_yaml(
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: vectors, labels: {app.kubernetes.io/instance: demo, "
      "app.kubernetes.io/name: milvus, component: proxy}, annotations: {milvus-l7/config-sha256: '" +
      cluster.text("Deployment", workload, note) +
      "'}}, status: {containerStatuses: [{name: proxy, state: {waiting: {reason: CrashLoopBackOff}}}]}}");
}

TEST_CASE("pods that crash are given ten seconds", "[enable]") {
  Bench bench("");
  bench.wishes.cloud = "gcp";
  bench.cluster.after("patch", "Deployment", [&] { bench.clock.after(seconds(2), [&] { crash(bench.cluster); }); });
  const Bench::Failure failure = bench.enable();
  CHECK_THAT(failure.text, Contains("the rollout of Milvus failed: pods: container proxy of pod p: CrashLoopBackOff"));
  CHECK_THAT(failure.fix, Contains("the old entry still serves"));
  CHECK(bench.clock.passed() >= seconds(12));
  CHECK(bench.clock.passed() < seconds(14));
  CHECK(bench.service_type() == "LoadBalancer");
}

/// GKE's controller complains of the Ingress right after it was made.
void complain(Bench& bench, const std::string& time) {
  bench.cluster.create_yaml(
      "{apiVersion: v1, kind: Event, metadata: {name: bad, namespace: vectors}, type: Warning, "
      "reason: Sync, message: 'googleapi: Error 403: quotaExceeded', lastTimestamp: '" +
      time + "', involvedObject: {kind: Ingress, name: demo-milvus-l7}}");
}

TEST_CASE("a failure that stays is given three minutes", "[enable]") {
  Bench bench("gcp");
  bench.cluster.after("create", "Ingress",
                      [&] { bench.clock.after(seconds(4), [&] { complain(bench, "2026-01-01T00:59:00Z"); }); });
  const Bench::Failure failure = bench.enable();
  CHECK_THAT(failure.text,
             Contains("the balancer failed: address: Sync: googleapi: Error 403: quotaExceeded; raise the quota"));
  CHECK(bench.clock.passed() >= seconds(180));
  CHECK(bench.clock.passed() < seconds(190));
  CHECK(bench.service_type() == "LoadBalancer");
}

TEST_CASE("a failure that passes is none", "[enable]") {
  Bench bench("gcp");
  bench.cluster.after("create", "Ingress", [&] {
    complain(bench, "2026-01-01T00:00:30Z");
    bench.clock.after(seconds(5), [&] { bench.cluster.erase("Event", "bad"); });
  });
  CHECK(bench.enable().kind == "done");
}

TEST_CASE("a report about an earlier Ingress does not count", "[enable]") {
  Bench old_failure("gcp");
  old_failure.cluster.create_yaml(
      "{apiVersion: v1, kind: Event, metadata: {name: bad, namespace: vectors}, type: Warning, reason: Sync, message: "
      "quota, lastTimestamp: '2025-12-31T00:00:00Z', involvedObject: {kind: Ingress, name: demo-milvus-l7}}");
  CHECK(old_failure.enable().kind == "done");

  // The success of an Ingress of that name that was deleted.
  Bench old_success("aws");
  old_success.cluster.create_yaml(
      "{apiVersion: v1, kind: Event, metadata: {name: good, namespace: vectors}, type: Normal, reason: "
      "SuccessfullyReconciled, message: done, lastTimestamp: '2025-12-31T00:00:00Z', involvedObject: {kind: Ingress, "
      "name: demo-milvus-l7, uid: before}}");
  old_success.settings.timeout = seconds(2);
  CHECK_THAT(old_success.enable().text, Contains("not ready: address, certificate, backend"));
}

TEST_CASE("a rollout of the template before does not count", "[enable]") {
  Bench bench("gcp");
  bench.settings.timeout = seconds(1);
  // At first the status is the old template's, whose pods are all there.
  CHECK_THAT(bench.enable().text,
             Contains("the change of Deployment vectors/demo-milvus-proxy has not been taken up yet"));
  CHECK(bench.cluster.find("Ingress", ingress) == nullptr);
}

}  // namespace
}  // namespace l7::live
