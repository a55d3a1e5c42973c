// Answers that are sound and not true: lists that lag behind, writes that are acknowledged and not made.
#include <algorithm>

#include "catch.h"
#include "fake_release.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;
using std::chrono::seconds;

Lines written(const FakeCluster& cluster) {
  Lines lines = cluster.writes();
  std::erase_if(lines, [](const std::string& line) { return line.find(": ") != std::string::npos; });
  return lines;
}

TEST_CASE("a Service that only the lists leave out is no orphan", "[disable]") {
  for (const char* cloud : {"gcp", "aws"}) {
    Bench bench(cloud);
    bench.settings.wait = false;
    REQUIRE(bench.enable().kind == "done");
    bench.clock.sleep(seconds(10));
    bench.cluster.hide_in_lists("Service");
    bench.cluster.forget_requests();
    const auto before = bench.cluster.contents();
    const Bench::Failure failure = bench.disable();
    CHECK_THAT(failure.text, Contains("the list of Services does not have this one"));
    CHECK_THAT(failure.fix, Contains("kubectl get service -n vectors demo-milvus"));
    CHECK(bench.cluster.writes() == Lines{});
    CHECK(bench.cluster.contents() == before);
  }
}

TEST_CASE("nothing of an orphan is deleted unless its Service is said not to be there", "[disable]") {
  for (const int status : {0, 403, 500}) {
    Bench bench("gcp");
    bench.settings.wait = false;
    REQUIRE(bench.enable().kind == "done");
    bench.cluster.erase("Service", server);
    bench.cluster.refuse("get", "Service", status);
    bench.cluster.forget_requests();
    CHECK(bench.disable().status == status);
    CHECK(bench.cluster.writes() == Lines{});
    CHECK(bench.disable().kind == "done");
    CHECK(bench.cluster.find("BackendConfig", "demo-milvus-l7") == nullptr);
  }
}

TEST_CASE("what lagging reads do not show is not made again, and told once", "[enable]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  bench.cluster.lag();
  bench.clock.after(seconds(5), [&] { bench.cluster.lag_no_more(); });
  std::string certificate;
  bench.cluster.after("create", "Secret", [&] {
    certificate = bench.cluster.text("Secret", "demo-milvus-l7-tls", {"data", "tls.crt"});
  });
  // A conflict, as controllers cause them all the time, has the run read again.
  bench.cluster.refuse("patch", "Service", 409);
  CHECK(bench.enable().kind == "done");
  CHECK_FALSE(certificate.empty());
  CHECK(bench.cluster.text("Secret", "demo-milvus-l7-tls", {"data", "tls.crt"}) == certificate);
  for (const char* line : {"created Secret demo-milvus-l7-tls", "created BackendConfig demo-milvus-l7"}) {
    const Lines& lines = bench.listener.lines();
    CHECK(std::count(lines.begin(), lines.end(), line) == 1);
  }
  const Lines lines = written(bench.cluster);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.starts_with("create"); }) == 3);
}

TEST_CASE("a run makes one key, however often it has to plan again", "[enable]") {
  Bench bench("gcp");
  bench.settings.wait = false;
  bench.cluster.refuse("create", "Secret", 409, 3);
  CHECK(bench.enable().kind == "done");
  std::vector<std::string> keys;
  for (const Request& request : bench.cluster.requests()) {
    if (request.verb == "create" && request.object.kind == "Secret") {
      keys.push_back(request.body.text_at({"data", "tls.key"}));
    }
  }
  REQUIRE(keys.size() == 4);
  CHECK(std::count(keys.begin(), keys.end(), keys.front()) == 4);
}

TEST_CASE("what somebody makes between reading and creating stays theirs", "[enable]") {
  for (const char* kind : {"Secret", "BackendConfig", "Ingress"}) {
    INFO(kind);
    Bench bench("gcp");
    bench.settings.wait = false;
    const std::string name = kind == std::string("Secret") ? "demo-milvus-l7-tls" : "demo-milvus-l7";
    const std::string api = kind == std::string("Secret")    ? "v1"
                            : kind == std::string("Ingress") ? "networking.k8s.io/v1"
                                                             : "cloud.google.com/v1";
    bench.cluster.before("create", kind, [&] {
      bench.cluster.create_yaml("{apiVersion: " + api + ", kind: " + kind + ", metadata: {name: " + name +
                                ", namespace: vectors, annotations: {theirs: kept}}, data: {theirs: a2VwdA==}}");
    });
    bench.enable();
    CHECK(annotation(*bench.cluster.find(kind, name), "theirs") == "kept");
    CHECK(bench.cluster.text(kind, name, {"data", "theirs"}) == "a2VwdA==");
    CHECK(bench.cluster.text(kind, name, {"data", "tls.key"}).empty());
  }
}

TEST_CASE("a change that is acknowledged and not made is no success", "[enable][disable]") {
  for (const char* kind : {"Service", "ConfigMap", "Deployment"}) {
    INFO(kind);
    Bench bench("gcp");
    bench.settings.wait = false;
    bench.cluster.pretend(kind);
    const Bench::Failure failure = bench.enable();
    CHECK_THAT(failure.text, Contains("took the change and answers with the object without it"));
    CHECK_FALSE(failure.fix.empty());
    CHECK(bench.service_type() == "LoadBalancer");

    Bench back("gcp");
    back.settings.wait = false;
    REQUIRE(back.enable().kind == "done");
    // Only the first: the record must not go when nothing was given back.
    back.cluster.pretend(kind, 1);
    CHECK_THAT(back.disable().text, Contains("took the change and answers with the object without it"));
    CHECK((back.service_type() == "LoadBalancer" || back.cluster.find("Ingress", "demo-milvus-l7")));
    CHECK(back.disable().kind == "done");
    CHECK(back.service_type() == "LoadBalancer");
  }
}

TEST_CASE("an Ingress that is only said to be made does not cost the old load balancer", "[enable]") {
  Bench once("gcp");
  once.settings.wait = false;
  once.cluster.pretend("Ingress", 1);
  CHECK(once.enable().kind == "done");
  CHECK(once.cluster.find("Ingress", "demo-milvus-l7"));
  CHECK(once.service_type() == "ClusterIP");
}

TEST_CASE("a deletion that was acknowledged and not made is made again", "[disable]") {
  for (const bool wait : {true, false}) {
    for (const char* kind : {"Ingress", "BackendConfig", "Secret"}) {
      INFO(kind << (wait ? ", waiting" : ""));
      Bench bench("gcp");
      bench.settings.wait = false;
      REQUIRE(bench.enable().kind == "done");
      bench.settings.wait = wait;
      bench.clock.sleep(seconds(10));
      bool ingress_first = true;
      bench.cluster.before("patch", "ConfigMap",
                           [&] { ingress_first = !bench.cluster.find("Ingress", "demo-milvus-l7") || !wait; });
      bench.cluster.pretend(kind, 1);
      CHECK(bench.disable().kind == "done");
      CHECK(ingress_first);
      const std::string name = kind == std::string("Secret") ? "demo-milvus-l7-tls" : "demo-milvus-l7";
      const Value* left = bench.cluster.find(kind, name);
      CHECK((!left || left->find(Path{"metadata", "deletionTimestamp"})));
    }
  }
}

TEST_CASE("the API server is told when a run ends, and that it has ended", "[enable][disable]") {
  Bench bench("gcp");
  bench.settings.timeout = seconds(60);
  const auto began = bench.clock.now();
  REQUIRE(bench.enable().kind == "done");
  REQUIRE(bench.cluster.ends().size() == 3);
  CHECK(bench.cluster.ends().front() == began + seconds(60));
  CHECK_FALSE(bench.cluster.ends().back());
  bench.settings.timeout = seconds(1);
  const auto undone = bench.clock.now();
  bench.disable();
  REQUIRE(bench.cluster.ends().size() == 5);
  CHECK(bench.cluster.ends()[3] == undone + seconds(1));
  CHECK_FALSE(bench.cluster.ends().back());
}

}  // namespace
}  // namespace l7::live
