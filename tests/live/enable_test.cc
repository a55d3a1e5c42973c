#include "live/enable.h"

#include "catch.h"
#include "cloud/aws/options.h"
#include "fake_release.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;

const Lines gke_writes = {"create BackendConfig demo-milvus-l7",
                          "create Secret demo-milvus-l7-tls",
                          "patch Service demo-milvus",
                          "patch ConfigMap demo-milvus",
                          "patch Deployment demo-milvus-proxy",
                          "create Ingress demo-milvus-l7",
                          "patch Service demo-milvus"};

const Lines gke_lines = {"created BackendConfig demo-milvus-l7",
                         "created Secret demo-milvus-l7-tls",
                         "changed Service demo-milvus",
                         "changed ConfigMap demo-milvus",
                         "changed Deployment demo-milvus-proxy",
                         "waiting for the rollout of Milvus",
                         "waited for the rollout of Milvus",
                         "created Ingress demo-milvus-l7",
                         "waiting for the balancer",
                         "waited for the balancer",
                         "changed Service demo-milvus"};

Lines in_dry_run(Lines lines) {
  for (std::string& line : lines) line += " (dry run)";
  return lines;
}

TEST_CASE("enable goes through the phases on GKE, and the Service's type changes last", "[enable]") {
  Bench bench("gcp");
  std::string type_before_proof;
  bench.cluster.before(
      "patch", "Service", [&] { type_before_proof = bench.service_type(); }, always);
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == gke_writes);
  CHECK(bench.listener.lines() == gke_lines);
  CHECK(type_before_proof == "LoadBalancer");
  CHECK(bench.service_type() == "ClusterIP");
  CHECK(bench.proven.address == "34.0.0.1");
  CHECK_FALSE(bench.proven.trusted.empty());
  // 2 s of rollout and 6 s until GKE's backend is healthy.
  CHECK(bench.clock.passed() >= std::chrono::seconds(8));
  CHECK(bench.clock.passed() < std::chrono::seconds(10));
}

TEST_CASE("enable on AWS makes an Ingress and closes the Service", "[enable]") {
  Bench bench("aws");
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == Lines{"create Ingress demo-milvus-l7", "patch Service demo-milvus"});
  CHECK(bench.listener.lines() == Lines{"waited for the rollout of Milvus", "created Ingress demo-milvus-l7",
                                        "waiting for the balancer", "waited for the balancer",
                                        "changed Service demo-milvus"});
  CHECK(bench.service_type() == "ClusterIP");
  CHECK(bench.proven.address == "x.elb.amazonaws.com");
  CHECK(bench.proven.host == "db.example.com");
}

TEST_CASE("a second enable writes nothing", "[enable]") {
  for (const char* cloud : {"gcp", "aws"}) {
    Bench bench(cloud);
    REQUIRE(bench.enable().kind == "done");
    bench.cluster.forget_requests();
    const auto before = bench.cluster.contents();
    CHECK(bench.enable().kind == "done");
    CHECK(bench.cluster.writes() == Lines{});
    CHECK(bench.cluster.contents() == before);
  }
}

TEST_CASE("the cloud is told by the cluster's nodes", "[enable]") {
  Bench bench("gcp");
  bench.wishes.cloud.clear();
  CHECK_THAT(bench.enable().text, Contains("does not tell which cloud"));
  bench.cluster.create_yaml("{apiVersion: v1, kind: Node, metadata: {name: a}, spec: {providerID: 'gce://p/z/a'}}");
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == gke_writes);
}

TEST_CASE("enable --wait=false goes through all phases at once", "[enable]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == gke_writes);
  CHECK(bench.clock.passed().count() == 0);
  CHECK(bench.service_type() == "ClusterIP");
  CHECK_FALSE(bench.listener.has("waiting for the balancer"));
}

TEST_CASE("enable --wait=false leaves the old entry when the balancer is refused", "[enable]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  bench.cluster.refuse("create", "Ingress", 422);
  CHECK(bench.enable().status == 422);
  CHECK(bench.service_type() == "LoadBalancer");
}

TEST_CASE("enable --keep-l4 leaves the Service's type alone", "[enable]") {
  Bench bench("gcp");
  bench.settings.keep_layer4 = true;
  CHECK(bench.enable().kind == "done");
  Lines writes = gke_writes;
  writes.pop_back();
  CHECK(bench.cluster.writes() == writes);
  CHECK(bench.service_type() == "LoadBalancer");
}

TEST_CASE("a dry run sends dry runs only, and nothing is kept", "[enable]") {
  Bench bench("gcp");
  bench.settings.dry_run = kube::DryRun::server;
  const auto before = bench.cluster.contents();
  CHECK(bench.enable().kind == "done");
  Lines writes = gke_writes;
  // One request for all phases of an object.
  writes.pop_back();
  CHECK(bench.cluster.writes() == in_dry_run(writes));
  CHECK(bench.cluster.contents() == before);
  CHECK(bench.clock.passed().count() == 0);
}

TEST_CASE("a run that is stopped between phases keeps what is done, and the next one goes on", "[enable]") {
  struct Case {
    const char* line;
    std::size_t writes;
  };
  // The last line of a phase, and one of each wait.
  const Case cases[] = {{"changed Deployment demo-milvus-proxy", 5},
                        {"waiting for the rollout of Milvus", 5},
                        {"waited for the rollout of Milvus", 5},
                        {"created Ingress demo-milvus-l7", 6},
                        {"waiting for the balancer", 6},
                        {"waited for the balancer", 6}};
  for (const Case& c : cases) {
    INFO(c.line);
    Bench bench("gcp");
    bench.listener.stop_after(c.line);
    CHECK(bench.enable().kind == "stopped");
    CHECK(bench.cluster.writes().size() == c.writes);
    CHECK(bench.service_type() == "LoadBalancer");
    bench.listener.go_on();
    CHECK(bench.enable().kind == "done");
    CHECK(bench.cluster.writes() == gke_writes);
  }
}

TEST_CASE("a call through the balancer that fails stops the cutover", "[enable]") {
  Bench bench("gcp");
  bench.objection = "TLS: no certificate";
  const Bench::Failure failure = bench.enable();
  CHECK(failure.text == "a call through the balancer fails: TLS: no certificate");
  CHECK_THAT(failure.fix, Contains("the old entry still serves"));
  CHECK(bench.service_type() == "LoadBalancer");
  bench.objection.clear();
  CHECK(bench.enable().kind == "done");
  CHECK(bench.cluster.writes() == gke_writes);
}

TEST_CASE("the certificate's ARN is asked for when what it needs is there", "[enable]") {
  Bench bench("aws");
  bench.wishes.options[aws::import_certificate] = true;
  bench.wishes.options[aws::certificate_arn] = "arn:aws:acm:eu-west-1:1:certificate/unknown";
  Enable enable = bench.enabling();
  Lines before_import;
  enable.take_certificate_from([&](Wishes& wishes) {
    before_import = bench.cluster.writes();
    wishes.options[aws::certificate_arn] = "arn:aws:acm:eu-west-1:1:certificate/imported";
  });
  enable.run(enable.plan(bench.observe(Depth::plan)), [](const Endpoint&, Clock::Time) { return std::string(); });
  CHECK(before_import == Lines{"create Secret demo-milvus-l7-tls"});
  CHECK(bench.cluster.text("Ingress", "demo-milvus-l7",
                           {"metadata", "annotations", "alb.ingress.kubernetes.io/certificate-arn"}) ==
        "arn:aws:acm:eu-west-1:1:certificate/imported");
}

TEST_CASE("a proof that takes all the time leaves enough for the cutover", "[enable]") {
  Bench bench("gcp");
  bench.settings.timeout = std::chrono::seconds(60);
  Enable enable = bench.enabling();
  enable.run(enable.plan(bench.observe(Depth::plan)), [&](const Endpoint&, Clock::Time deadline) {
    bench.clock.sleep(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - bench.clock.now()));
    return std::string();
  });
  CHECK(bench.service_type() == "ClusterIP");
  CHECK(bench.cluster.ends().at(1) > bench.clock.now());
}

TEST_CASE("there must be a Milvus, and no objection to the plan", "[enable]") {
  Bench bench("gcp");
  bench.cluster.change("ConfigMap", server, "{data: {user.yaml: 'common: {security: {tlsMode: 2}}'}}");
  CHECK_THAT(bench.enable().text, Contains("the plan is refused"));
  bench.cluster.erase("Deployment", "demo-milvus-proxy");
  CHECK(bench.enable().text == "there is no Milvus in namespace vectors");
  CHECK(bench.cluster.writes() == Lines{});
}

}  // namespace
}  // namespace l7::live
