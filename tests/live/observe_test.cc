#include "live/observe.h"

#include <algorithm>
#include <set>

#include "catch.h"
#include "cloud/aws/options.h"
#include "cloud/gcp/facts.h"
#include "entry/route.h"
#include "fake_release.h"
#include "live/examine.h"
#include "live/overview.h"
#include "live/preflight.h"
#include "model/kinds.h"

namespace l7::live {
namespace {

using namespace fake;
using Catch::Matchers::Contains;
using std::chrono::seconds;

Observed observed(Bench& bench, Depth depth) {
  return bench.observe(depth).observed(bench.target, bench.wishes).value();
}

int status_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const kube::ApiError& error) {
    return error.status;
  }
  return 200;
}

TEST_CASE("a plan is read in two rounds, and Secrets by name only", "[observe]") {
  Bench bench("gcp");
  CHECK(observed(bench, Depth::plan).milvus.config.presence == milvus::Presence::present);
  CHECK(bench.cluster.rounds().size() == 2);
  for (const Request& request : bench.cluster.requests()) {
    CHECK((request.verb == "list" || request.verb == "get"));
    if (request.object.kind == "Secret") CHECK(request.object.name == "demo-milvus-l7-tls");
  }
}

TEST_CASE("a kind that may not be read is unread, and one that is not served missing", "[observe]") {
  Bench bench("gcp");
  bench.cluster.forbid("Ingress");
  bench.cluster.unserve("BackendConfig");
  const Observed seen = observed(bench, Depth::plan);
  CHECK_THAT(seen.kinds.why_unread(kinds::ingress), Contains("you may not read Ingress"));
  CHECK(seen.kinds.missing == std::set<std::string>{"BackendConfig.cloud.google.com"});
  CHECK(seen.presence(kinds::ingress, "x") == milvus::Presence::unknown);
  CHECK(seen.presence(gcp::backend_config_kind, "x") == milvus::Presence::absent);
}

TEST_CASE("only a 404 is absence", "[observe]") {
  struct Case {
    int status;
    milvus::Presence presence;
  };
  const Case cases[] = {{404, milvus::Presence::absent},
                        {403, milvus::Presence::unknown},
                        {500, milvus::Presence::unknown},
                        {0, milvus::Presence::unknown}};
  for (const Case& c : cases) {
    INFO(c.status);
    Bench bench("gcp");
    bench.cluster.refuse("get", "Secret", c.status);
    bench.cluster.refuse("list", "ConfigMap", 403);
    bench.cluster.refuse("get", "ConfigMap", c.status);
    const Observed seen = observed(bench, Depth::health);
    CHECK(seen.presence(kinds::secret, "demo-milvus-l7-tls") == c.presence);
    CHECK(seen.milvus.config.presence == c.presence);
  }
}

TEST_CASE("a plan is not made while the API server is unwell", "[observe]") {
  for (const int status : {500, 0}) {
    Bench bench("gcp");
    bench.cluster.refuse("list", "NetworkPolicy", status);
    CHECK(status_of([&] { bench.observe(Depth::plan); }) == status);
    bench.cluster.refuse("list", "NetworkPolicy", status);
    CHECK(observed(bench, Depth::health).kinds.is_unread(kinds::network_policy));
  }
}

TEST_CASE("routes, CronJobs and other ConfigMaps that may not be read are not missed", "[observe]") {
  Bench bench("gcp");
  bench.cluster.forbid("GRPCRoute");
  bench.cluster.forbid("CronJob");
  bench.cluster.refuse("list", "ConfigMap", 403);
  const Observed seen = observed(bench, Depth::plan);
  CHECK(seen.kinds.unread.empty());
  CHECK_FALSE(seen.kinds.is_complete(grpc_route));
  CHECK(seen.milvus.config.presence == milvus::Presence::present);
  for (const kube::Read& list : watched_lists(bench.target, bench.wishes, Depth::health)) {
    CHECK(list.api_version != route_version);
    CHECK(list.kind != "CronJob");
    CHECK(list.kind != "ConfigMap");
  }
}

TEST_CASE("clients in CronJobs and by ConfigMaps are among what matters", "[observe]") {
  Bench bench("gcp");
  bench.cluster.create_yaml(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: importer, namespace: vectors}, "
      "data: {MILVUS_URI: 'http://demo-milvus:19530'}}");
  bench.cluster.create_yaml(
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: vectors}, spec: {jobTemplate: {spec: {"
      "template: {spec: {containers: [{name: b, args: ['demo-milvus.vectors:19530']}]}}}}}}");
  bench.cluster.create_yaml(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: other, namespace: vectors}, data: {DB: 'postgres:5432'}}");
  std::set<std::string> names;
  for (const Object& object : observed(bench, Depth::plan).neighbours) names.insert(object.ref.name);
  CHECK(names.contains("importer"));
  CHECK(names.contains("backup"));
  CHECK_FALSE(names.contains("other"));
}

TEST_CASE("without Services, or without any workload, nothing can be said", "[observe]") {
  Bench no_services("gcp");
  no_services.cluster.forbid("Service");
  CHECK(status_of([&] { no_services.observe(Depth::health); }) == 403);
  Bench not_kubernetes("gcp");
  not_kubernetes.cluster.unserve("Service");
  CHECK(status_of([&] { not_kubernetes.observe(Depth::health); }) == 404);
  Bench workloads("gcp");
  workloads.cluster.forbid("StatefulSet");
  CHECK(status_of([&] { workloads.observe(Depth::health); }) == 200);
  workloads.cluster.forbid("Deployment");
  CHECK(status_of([&] { workloads.observe(Depth::health); }) == 403);
}

TEST_CASE("follow looks at once, after each change, and once a second", "[observe]") {
  Bench bench("gcp");
  Lines looks;
  bench.clock.after(std::chrono::milliseconds(1450), [&] {
    bench.cluster.change("Service", server, "{metadata: {labels: {a: b}}}");
    bench.cluster.change("Service", server, "{metadata: {labels: {a: c}}}");
  });
  const auto look = [&](const Snapshot& snapshot) {
    const Observed seen = snapshot.observed(bench.target, bench.wishes).value();
    looks.push_back(std::to_string(bench.clock.passed().count()) + ' ' + label(seen.milvus.service.value, "a"));
    return looks.size() < 5;
  };
  follow(bench.cluster, bench.target, bench.wishes, Depth::plan, Clock::Time::max(), look, bench.clock);
  CHECK(looks == Lines{"0 ", "1000 ", "1600 c", "2600 c", "3600 c"});
}

TEST_CASE("follow ends at the deadline and takes up what is deleted", "[observe]") {
  Bench bench("gcp");
  bench.clock.after(seconds(1), [&] { bench.cluster.erase("Service", server); });
  bool there = true;
  follow(
      bench.cluster, bench.target, bench.wishes, Depth::plan, bench.clock.now() + seconds(3),
      [&](const Snapshot& snapshot) {
        there = !snapshot.candidates().empty();
        return true;
      },
      bench.clock);
  CHECK_FALSE(there);
  CHECK(bench.clock.passed() == seconds(3));
}

// ---- preflight

std::vector<Finding> preflight_of(Bench& bench) {
  const Snapshot snapshot = bench.observe(Depth::plan);
  const Plan plan = bench.enabling().plan(snapshot).plan;
  bench.cluster.forget_requests();
  return preflight(bench.cluster, snapshot.observed(bench.target, bench.wishes).value(), plan, Recording::on, {});
}

TEST_CASE("preflight asks for every object, and writes nothing", "[preflight]") {
  Bench bench("gcp");
  const auto before = bench.cluster.contents();
  CHECK(preflight_of(bench).empty());
  const Lines writes = bench.cluster.writes();
  CHECK(writes.size() == 6);
  CHECK(std::all_of(writes.begin(), writes.end(), [](const auto& line) { return line.ends_with("(dry run)"); }));
  CHECK(bench.cluster.contents() == before);
}

TEST_CASE("preflight tells what is refused, not allowed and unread", "[preflight]") {
  Bench bench("gcp");
  bench.cluster.forbid("NetworkPolicy");
  bench.cluster.deny("create", "Ingress");
  bench.cluster.deny("patch", "ConfigMap");
  bench.cluster.refuse("patch", "Deployment", 422, 1, "admission webhook said no");
  Lines found;
  for (const Finding& one : preflight_of(bench)) found.push_back(std::string(one.kind->id) + ' ' + one.where);
  std::sort(found.begin(), found.end());
  CHECK(found == Lines{"cluster-refuses Deployment vectors/demo-milvus-proxy",
                       "permission-missing ConfigMap vectors/demo-milvus",
                       "permission-missing Ingress vectors/demo-milvus-l7", "permission-unread NetworkPolicy"});
}

TEST_CASE("a refusal is told by its cause", "[preflight]") {
  const struct {
    int status;
    const char* text;
    Lines ids;
  } cases[] = {
      {403, "ingresses \"x\" is forbidden: User \"dev\" cannot create resource \"ingresses\" in API group \"n\"", {}},
      {403, "ingresses \"x\" is forbidden: exceeded quota: q, requested: count/ingresses=1", {"cluster-quota"}},
      {403, "ingresses \"x\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: no", {"cluster-refuses"}},
      {403, "admission webhook \"w\" denied the request: no", {"cluster-refuses"}},
      {422, "Ingress \"x\" is invalid: spec.rules: Required value", {"cluster-refuses"}},
      {500,
       "Internal error occurred: failed calling webhook \"w\": connection refused",
       {"cluster-webhook-unreachable"}},
      {400, "admission webhook \"w\" does not support dry run", {"cluster-dry-run-unknown"}},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    Bench bench("gcp");
    bench.cluster.refuse("create", "Ingress", c.status, 1, c.text);
    Lines found;
    for (const Finding& one : preflight_of(bench)) found.emplace_back(one.kind->id);
    CHECK(found == c.ids);
  }
}

TEST_CASE("a list that may not be watched is told before anything is written", "[preflight]") {
  Bench bench("gcp");
  const Snapshot snapshot = bench.observe(Depth::examine);
  const EnablePlan todo = bench.enabling().plan(snapshot);
  const auto watched = watched_lists(bench.target, bench.wishes, Depth::health);
  CHECK(examine(bench.cluster, todo, bench.wishes, watched).size() == todo.plan.findings.size());
  bench.cluster.deny("watch", "Service");
  // That is told as unread.
  bench.cluster.deny("watch", "Event");
  bench.cluster.deny("list", "Event");
  Lines found;
  for (const Finding& one : examine(bench.cluster, todo, bench.wishes, watched)) {
    if (one.kind->severity == Severity::error) found.push_back(one.seen);
  }
  CHECK(found == Lines{"watch Service"});
}

TEST_CASE("preflight without an answer throws", "[preflight]") {
  Bench bench("gcp");
  bench.cluster.refuse("create", "BackendConfig", 0);
  CHECK(status_of([&] { preflight_of(bench); }) == 0);
}

// ---- overview

TEST_CASE("the overview keeps what leads to a Milvus, in every namespace", "[overview]") {
  Bench bench("gcp");
  bench.cluster.create_yaml(
      "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: "
      "{app: web}, ports: [{port: 80}]}}");
  Value other = *bench.cluster.find("Deployment", "demo-milvus-proxy");
  other.remove({"metadata"});
  other.set(Path{"metadata", "name"}, "proxy");
  other.set(Path{"metadata", "namespace"}, "second");
  bench.cluster.create(other);
  Value service = *bench.cluster.find("Service", server);
  service.remove({"metadata"});
  service.set(Path{"metadata", "name"}, "second-milvus");
  service.set(Path{"metadata", "namespace"}, "second");
  bench.cluster.create(service);
  bench.cluster.forbid("Ingress");
  Lines found;
  const Snapshot snapshot = overview(bench.cluster);
  for (const milvus::Milvus& one : snapshot.candidates()) found.push_back(to_string(one.service.ref));
  CHECK(found == Lines{"Service second/second-milvus", "Service vectors/demo-milvus"});
  CHECK(snapshot.observed_of(snapshot.candidates().front(), bench.wishes).kinds.is_unread(kinds::ingress));
  bench.cluster.forbid("Service");
  CHECK(status_of([&] { overview(bench.cluster); }) == 403);
}

TEST_CASE("the entries of all namespaces are read where they may share the balancer", "[observe]") {
  const char* const other =
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop, annotations: "
      "{alb.ingress.kubernetes.io/group.name: shared}}, spec: {rules: []}}";
  for (const bool asked : {true, false}) {
    Bench bench("aws");
    bench.cluster.create_yaml(other);
    if (asked) bench.wishes.options[aws::group] = "shared";
    const Observed seen = observed(bench, Depth::health);
    CHECK(seen.other_entries.size() == (asked ? 1 : 0));
    CHECK(seen.entries.empty());
    CHECK(seen.kinds.is_everywhere(kinds::ingress) == asked);
    CHECK(observed(bench, Depth::plan).other_entries.empty());
  }
  // Many may read Ingresses of their own namespace alone.
  Bench bench("aws");
  bench.wishes.options[aws::group] = "shared";
  bench.cluster.forbid_everywhere("Ingress");
  const Observed seen = observed(bench, Depth::health);
  CHECK_FALSE(seen.kinds.is_everywhere(kinds::ingress));
  CHECK_FALSE(seen.kinds.is_unread(kinds::ingress));
}

}  // namespace
}  // namespace l7::live
