// What counts after a write: only what a controller says about it.

#include "catch.h"
#include "cloud/gcp/options.h"
#include "fake_release.h"
#include "live/enable.h"
#include "observe/freshness.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;
using std::chrono::seconds;

const std::string name = "demo-milvus-l7";
const std::string about_ingress = "kind: Ingress, name: demo-milvus-l7";

/// Behind the balancer, and the run to come has a change to make to it.
struct Running : Bench {
  explicit Running(const std::string& cloud) : Bench(cloud) {
    REQUIRE(enable().kind == "done");
    wishes.ssl_policy = "strict";
    began = clock.passed();
  }
  /// The controller complains after 10 s, and again at growing distances, as often as told; that is one event.
  void complain(int times, const std::string& message) {
    cluster.after("apply", "Ingress", [=, this] {
      clock.after(seconds(10), [=, this] {
        const std::string event = say(cluster, clock.text(), "Warning", "Sync", message, about_ingress);
        for (int i = 1; i < times; ++i) {
          clock.after(seconds(10 << i),
                      [=, this] { cluster.change("Event", event, "{lastTimestamp: '" + clock.text() + "'}"); });
        }
      });
    });
  }
  std::chrono::milliseconds took() const { return clock.passed() - began; }

  std::chrono::milliseconds began{};
};

TEST_CASE("after a change on AWS the state from before it does not count", "[enable]") {
  Running bench("aws");
  CHECK(bench.enable().kind == "done");
  CHECK(bench.took() >= seconds(3));
}

TEST_CASE("as long as AWS says nothing about a change, enable waits", "[enable]") {
  Running bench("aws");
  bench.settings.timeout = seconds(2);
  CHECK_THAT(bench.enable().text, Contains("the controller has said nothing about the change of the Ingress yet"));
}

TEST_CASE("after a change on GKE it says that it works on it, and then nothing for a while", "[enable]") {
  Running bench("gcp");
  CHECK(bench.enable().kind == "done");
  CHECK(bench.took() >= seconds(15));
  CHECK(bench.took() < seconds(20));
}

TEST_CASE("a change that GKE refuses a moment later fails", "[enable]") {
  Running bench("gcp");
  bench.complain(8, "googleapi: Error 404: 'projects/p/global/sslPolicies/strict' was not found, notFound");
  const Bench::Failure failure = bench.enable();
  CHECK_THAT(failure.text, Contains("the balancer failed: address: Sync: googleapi"));
  CHECK_THAT(failure.text, Contains("ssl-policies list"));
}

TEST_CASE("a failure on GKE that is mended elsewhere ends with a try that is not complained of", "[enable]") {
  Running bench("gcp");
  bench.complain(2, "googleapi: Error 404: 'projects/p/global/sslPolicies/strict' was not found, notFound");
  CHECK(bench.enable().kind == "done");
  // The last complaint after 30 s; a try was due by then, was asked for, and had a minute to fail.
  CHECK(bench.took() > seconds(110));
  CHECK(bench.took() < seconds(240));
}

std::string backends(const char* state) {
  return R"({metadata: {annotations: {ingress.kubernetes.io/backends: '{"k8s1-demo":")" + std::string(state) +
         R"("}'}}})";
}

/// GKE's controller finds the backends unhealthy, and looks again only when the Ingress is written.
void be_unhealthy(Bench& bench) { bench.first_backends = backends("UNHEALTHY"); }

bool is_asked(const Bench& bench) {
  return !bench.cluster.text("Ingress", name, {"metadata", "annotations", asked_annotation}).empty();
}

TEST_CASE("GKE is asked to look again while its backends seem unhealthy", "[enable]") {
  Bench bench("gcp");
  be_unhealthy(bench);
  bench.cluster.after("patch", "Ingress", [&] {
    bench.clock.after(seconds(1), [&] { bench.cluster.change("Ingress", name, backends("HEALTHY")); });
  });
  CHECK(bench.enable().kind == "done");
  CHECK(bench.clock.passed() > seconds(30));
  CHECK(bench.clock.passed() < seconds(40));
  CHECK_FALSE(is_asked(bench));
  CHECK(bench.service_type() == "ClusterIP");
}

TEST_CASE("the question to GKE is taken back whatever the end", "[enable]") {
  for (const bool stopped : {true, false}) {
    Bench bench("gcp");
    be_unhealthy(bench);
    bool asked = false;
    bench.cluster.after("patch", "Ingress", [&] {
      asked = is_asked(bench);
      if (stopped) bench.clock.after(seconds(2), [&] { bench.listener.stop(); });
    });
    CHECK(bench.enable().kind == (stopped ? "stopped" : "error"));
    CHECK(asked);
    CHECK_FALSE(is_asked(bench));
    CHECK(bench.service_type() == "LoadBalancer");
  }
}

TEST_CASE("who may not ask waits all the same", "[enable]") {
  Bench bench("gcp");
  be_unhealthy(bench);
  bench.settings.timeout = seconds(70);
  bench.cluster.refuse("patch", "Ingress", 403, always);
  CHECK_THAT(bench.enable().text, Contains("time ran out"));
}

TEST_CASE("with nothing to change enable still waits for what GKE has refused", "[enable]") {
  Running bench("gcp");
  bench.complain(8, "googleapi: Error 404: 'projects/p/global/sslPolicies/strict' was not found, notFound");
  CHECK(bench.enable().kind == "error");
  CHECK(bench.enabling().plan(bench.observe(Depth::plan)).plan.changes.empty());
  bench.cluster.forget_requests();
  CHECK_THAT(bench.wait_for_balancer().text, Contains("ssl-policies list"));
  CHECK(bench.cluster.writes() == Lines{});
  // Mended elsewhere; GKE no longer complains.
  bench.clock.sleep(seconds(3600));
  CHECK(bench.wait_for_balancer().kind == "done");
  CHECK_FALSE(is_asked(bench));
}

TEST_CASE("a watch that has gone silent is begun anew", "[enable]") {
  Bench bench("aws");
  bench.cluster.be_silent();
  CHECK(bench.enable().kind == "done");
  CHECK(bench.clock.passed() < seconds(70));
}

TEST_CASE("what fails while a call proves the way prevents the cutover", "[enable]") {
  Bench bench("aws");
  Enable enable = bench.enabling();
  std::string text;
  try {
    enable.run(enable.plan(bench.observe(Depth::plan)), [&](const Endpoint&, Clock::Time) {
      bench.clock.sleep(seconds(90));
      say(bench.cluster, bench.clock.text(), "Warning", "FailedReconcile", "AccessDenied: RegisterTargets",
          "kind: TargetGroupBinding, name: alb");
      return std::string();
    });
  } catch (const Error& error) {
    text = error.what();
  }
  CHECK_THAT(text, Contains("backend: FailedReconcile: AccessDenied: RegisterTargets"));
  CHECK(bench.service_type() == "LoadBalancer");
}

TEST_CASE("an Ingress that is being deleted is not counted on", "[enable]") {
  for (const bool wait : {true, false}) {
    Bench bench("gcp");
    bench.settings.keep_layer4 = true;
    REQUIRE(bench.enable().kind == "done");
    bench.settings = {};
    bench.settings.wait = wait;
    bench.cluster.change("Ingress", name, "{metadata: {deletionTimestamp: '2026-01-01T01:00:00Z'}}");
    bench.cluster.forget_requests();
    const Bench::Failure failure = bench.enable();
    CHECK_THAT(failure.text, Contains("being deleted: Ingress vectors/demo-milvus-l7"));
    CHECK_THAT(failure.fix, Contains("wait until it is gone"));
    CHECK(bench.cluster.writes() == Lines{});
    CHECK(bench.service_type() == "LoadBalancer");
  }
}

}  // namespace
}  // namespace l7::live
