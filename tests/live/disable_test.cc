#include "live/disable.h"

#include <algorithm>

#include "catch.h"
#include "fake_release.h"
#include "live/undo.h"
#include "owner/managers.h"
#include "yaml/read.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;
using std::chrono::seconds;

const std::string ingress = "demo-milvus-l7";
const std::string finalizer = "networking.gke.io/ingress-finalizer-V2";

/// Behind the balancer, with nothing asked or said yet.
struct Enabled : Bench {
  explicit Enabled(const std::string& cloud) : Bench(cloud) {
    before = cluster.contents();
    settings.wait = false;
    REQUIRE(enable().kind == "done");
    settings.wait = true;
    clock.sleep(seconds(10));
    cluster.forget_requests();
    listener = Recorder();
  }

  std::map<std::string, Value> before;
};

/// The release without what its controllers write.
std::map<std::string, Value> without_status(std::map<std::string, Value> contents) {
  for (auto& [name, object] : contents) {
    object.remove({"status"});
    object.remove({"metadata", "annotations", "cloud.google.com/neg-status"});
    const Value* notes = object.find(Path{"metadata", "annotations"});
    if (notes && notes->members().empty()) object.remove({"metadata", "annotations"});
  }
  std::erase_if(contents, [](const auto& entry) { return entry.second.text_at({"kind"}) == "Event"; });
  return contents;
}

TEST_CASE("disable goes back through the phases and gives back every value", "[disable]") {
  Enabled gke("gcp");
  CHECK(gke.disable().text == "");
  CHECK(gke.cluster.writes() == Lines{"patch Service demo-milvus", "patch Service demo-milvus",
                                      "delete Ingress demo-milvus-l7", "patch ConfigMap demo-milvus",
                                      "patch ConfigMap demo-milvus", "patch Deployment demo-milvus-proxy",
                                      "patch Deployment demo-milvus-proxy", "delete BackendConfig demo-milvus-l7",
                                      "delete Secret demo-milvus-l7-tls"});
  CHECK(gke.listener.lines() == Lines{"changed Service demo-milvus", "deleted Ingress demo-milvus-l7",
                                      "waiting for the balancer to go", "waited for the balancer to go",
                                      "changed ConfigMap demo-milvus", "changed Deployment demo-milvus-proxy",
                                      "deleted BackendConfig demo-milvus-l7", "deleted Secret demo-milvus-l7-tls"});
  CHECK(without_status(gke.cluster.contents()) == without_status(gke.before));

  Enabled aws("aws");
  CHECK(aws.disable().kind == "done");
  CHECK(aws.cluster.writes() ==
        Lines{"patch Service demo-milvus", "patch Service demo-milvus", "delete Ingress demo-milvus-l7"});
  CHECK(without_status(aws.cluster.contents()) == without_status(aws.before));
}

TEST_CASE("a second disable writes nothing", "[disable]") {
  Enabled bench("gcp");
  REQUIRE(bench.disable().kind == "done");
  bench.cluster.forget_requests();
  CHECK(bench.disable().kind == "done");
  CHECK(bench.cluster.writes() == Lines{});
}

TEST_CASE("disable gives a field back to its applier", "[disable]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  Value service = yaml::read(
      "{apiVersion: v1, kind: Service, metadata: {name: demo-milvus, namespace: vectors, labels: {"
      "app.kubernetes.io/instance: demo}}, spec: {type: LoadBalancer}}");
  bench.cluster.apply_as("helm", service);
  REQUIRE(bench.enable().kind == "done");
  REQUIRE(owner::applier_of(*bench.cluster.find("Service", server), {"spec", "type"}).empty());
  CHECK(bench.disable().kind == "done");
  const Value& now = *bench.cluster.find("Service", server);
  CHECK(owner::applier_of(now, {"spec", "type"}) == "helm");
  CHECK_FALSE(owner::managers_given_back(now, {}));
}

TEST_CASE("disable waits for the finalizer, and the rest follows", "[disable]") {
  Enabled bench("gcp");
  bool milvus_untouched = false;
  bench.clock.after(seconds(1), [&] {
    milvus_untouched = has_undo_record(*bench.cluster.find("Deployment", "demo-milvus-proxy"));
    CHECK(bench.listener.health().hops.front().value == "held by " + finalizer);
  });
  CHECK(bench.disable().kind == "done");
  CHECK(milvus_untouched);
  CHECK(bench.clock.passed() >= seconds(12));
}

TEST_CASE("a finalizer that stays is named at the timeout, and the next run goes on", "[disable]") {
  Bench bench("");
  bench.wishes.cloud = "gcp";
  bench.settings.wait = false;
  REQUIRE(bench.enable().kind == "done");
  bench.settings.wait = true;
  bench.settings.timeout = seconds(5);
  bench.cluster.change("Ingress", ingress, "{metadata: {finalizers: [" + finalizer + ", other.example.com/x]}}");
  const Bench::Failure failure = bench.disable();
  CHECK_THAT(failure.text, Contains("its finalizers hold it: " + finalizer + ", other.example.com/x"));
  CHECK(bench.clock.passed() == seconds(5));
  CHECK(bench.service_type() == "LoadBalancer");
  CHECK(has_undo_record(*bench.cluster.find("ConfigMap", server)));

  bench.cluster.forget_requests();
  bench.clock.after(seconds(1), [&] { bench.cluster.change("Ingress", ingress, "{metadata: {finalizers: null}}"); });
  CHECK(bench.disable().kind == "done");
  // The Ingress is not deleted twice, nor the Service changed.
  CHECK(bench.cluster.writes().front() == "patch ConfigMap demo-milvus");
  CHECK(bench.cluster.find("BackendConfig", ingress) == nullptr);
}

TEST_CASE("with --wait=false disable deletes everything at once", "[disable]") {
  Enabled bench("gcp");
  bench.settings.wait = false;
  const auto began = bench.clock.passed();
  CHECK(bench.disable().kind == "done");
  CHECK(bench.clock.passed() == began);
  CHECK(bench.cluster.writes().size() == 9);
  CHECK_FALSE(bench.listener.has("waiting for the balancer to go"));
}

TEST_CASE("a dry run of disable sends dry runs only, and nothing is kept", "[disable]") {
  Enabled bench("gcp");
  bench.settings.dry_run = kube::DryRun::server;
  const auto before = bench.cluster.contents();
  CHECK(bench.disable().kind == "done");
  const Lines writes = bench.cluster.writes();
  CHECK(writes.size() == 6);
  CHECK(std::all_of(writes.begin(), writes.end(), [](const auto& line) { return line.ends_with("(dry run)"); }));
  CHECK(bench.cluster.contents() == before);
}

TEST_CASE("a conflict at any write of disable is planned again", "[disable]") {
  for (const auto& [verb, kind] : std::vector<std::pair<const char*, const char*>>{{"patch", "Service"},
                                                                                   {"delete", "Ingress"},
                                                                                   {"patch", "ConfigMap"},
                                                                                   {"patch", "Deployment"},
                                                                                   {"delete", "BackendConfig"},
                                                                                   {"delete", "Secret"}}) {
    INFO(verb << ' ' << kind);
    Enabled bench("gcp");
    bench.cluster.refuse(verb, kind, 409, 2);
    CHECK(bench.disable().kind == "done");
    CHECK(without_status(bench.cluster.contents()) == without_status(bench.before));
  }
}

TEST_CASE("a lost answer between giving back and forgetting the record is made good", "[disable]") {
  for (int write = 1; write <= 8; ++write) {
    INFO("stopped after write " << write);
    Enabled bench("gcp");
    bench.settings.wait = false;
    // Counted from the first write of enable.
    const int made = 7;
    bench.cluster.after_writes(made + write, [] { throw kube::ApiError("lost", "", "", 0, ""); });
    CHECK(bench.disable().kind == "api");
    CHECK(bench.disable().kind == "done");
    bench.clock.sleep(seconds(5));
    CHECK(without_status(bench.cluster.contents()) == without_status(bench.before));
  }
}

TEST_CASE("a node port that is taken by now is left to the API server", "[disable]") {
  Enabled bench("gcp");
  const std::string port =
      bench.before.at("Service vectors/demo-milvus").text_at({"spec", "ports", std::size_t{0}, "nodePort"});
  bench.cluster.refuse("patch", "Service", 422, 1,
                       "Service \"demo-milvus\" is invalid: spec.ports[0].nodePort: Invalid value: " + port +
                           ": provided port is already allocated");
  CHECK(bench.disable().kind == "done");
  CHECK(bench.listener.has("noted Service vectors/demo-milvus: spec.ports[0].nodePort was " + port +
                           ", which is not free any more; the API server chooses another"));
  const std::string now = bench.cluster.text("Service", server, {"spec", "ports", std::size_t{0}, "nodePort"});
  CHECK_FALSE(now.empty());
  CHECK(now != port);
  CHECK(bench.service_type() == "LoadBalancer");
}

TEST_CASE("what is left of a Service that is gone is deleted", "[disable]") {
  Enabled bench("gcp");
  bench.cluster.erase("Service", server);
  CHECK(bench.disable().kind == "done");
  CHECK(bench.cluster.writes() == Lines{"delete Ingress demo-milvus-l7", "delete BackendConfig demo-milvus-l7",
                                        "delete Secret demo-milvus-l7-tls"});
  CHECK_THAT(bench.disable().text, Contains("nothing of ours is left there"));
}

TEST_CASE("Ctrl-C while the balancer goes leaves the rest for the next run", "[disable]") {
  Enabled bench("gcp");
  bench.listener.stop_after("waiting for the balancer to go");
  CHECK(bench.disable().kind == "stopped");
  CHECK(bench.cluster.find("BackendConfig", ingress) != nullptr);
  bench.listener.go_on();
  CHECK(bench.disable().kind == "done");
  CHECK(without_status(bench.cluster.contents()) == without_status(bench.before));
}

TEST_CASE("a balancer that is protected from deletion is refused before anything is given back", "[disable]") {
  Bench bench("aws");
  REQUIRE(bench.enable().kind == "done");
  bench.cluster.change("Ingress", "demo-milvus-l7",
                       "{metadata: {annotations: {alb.ingress.kubernetes.io/load-balancer-attributes: "
                       "'deletion_protection.enabled=true,idle_timeout.timeout_seconds=600'}}}");
  bench.cluster.forget_requests();
  const Bench::Failure failure = bench.disable();
  CHECK_THAT(failure.text, Contains("protected from deletion: alb.ingress.kubernetes.io/load-balancer-attributes holds "
                                    "deletion_protection.enabled=true"));
  CHECK_THAT(failure.fix, Contains("deletion_protection.enabled=false"));
  CHECK(bench.cluster.writes() == Lines{});
  CHECK(bench.service_type() == "ClusterIP");
  bench.cluster.change("Ingress", "demo-milvus-l7",
                       "{metadata: {annotations: {alb.ingress.kubernetes.io/load-balancer-attributes: "
                       "'deletion_protection.enabled=false'}}}");
  CHECK(bench.disable().kind == "done");
}

TEST_CASE("why a balancer does not go is told by the controller's event", "[disable]") {
  Bench bench("gcp");
  REQUIRE(bench.enable().kind == "done");
  bench.settings.timeout = std::chrono::seconds(1);
  bench.cluster.after("delete", "Ingress", [&] {
    say(bench.cluster, bench.clock.text(), "Warning", "GarbageCollection",
        "Error: error running load balancer garbage collection routine: googleapi: Error 400: x is already being used",
        "kind: Ingress, name: demo-milvus-l7");
  });
  const Bench::Failure failure = bench.disable();
  CHECK_THAT(failure.text, Contains("GarbageCollection: Error: error running load balancer garbage collection"));
  CHECK_THAT(failure.fix, Contains("do what the controller's message asks for"));
}

}  // namespace
}  // namespace l7::live
