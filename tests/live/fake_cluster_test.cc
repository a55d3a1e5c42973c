#include "fake_cluster.h"

#include "catch.h"
#include "owner/managers.h"
#include "yaml/read.h"

namespace l7::live::fake {
namespace {

const char* const ingress_yaml =
    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: way, namespace: vectors}, spec: {rules: "
    "[{host: a.example.com}], "
    "tls: [{secretName: s}]}}";
const ObjectRef ingress = {"networking.k8s.io/v1", "Ingress", "vectors", "way"};
const kube::Read ingresses = {"networking.k8s.io/v1", "Ingress", "vectors", "", "", "", 0};

int status_of(const std::function<void()>& request) {
  try {
    request();
  } catch (const kube::ApiError& error) {
    return error.status;
  }
  return 200;
}

Value with(const std::string& patch, const Value& object) {
  Value bound = yaml::read(patch);
  for (const char* key : {"uid", "resourceVersion"})
    bound.set(Path{"metadata", key}, object.text_at({"metadata", key}));
  return bound;
}

struct Bench {
  FakeClock clock;
  FakeCluster cluster{clock};

  const Value& there() const { return *cluster.find("Ingress", "way"); }
  Value patch(const std::string& text, kube::DryRun dry_run = kube::DryRun::none) {
    return cluster.patch(ingress, yaml::read(text), dry_run);
  }
};

TEST_CASE("A write that says another version is a conflict and keeps nothing", "[fake]") {
  Bench bench;
  bench.cluster.create_yaml(ingress_yaml);
  const Value old = bench.there();
  bench.patch("{metadata: {labels: {a: b}}}");
  const Value now = bench.there();
  CHECK(now.text_at({"metadata", "resourceVersion"}) != old.text_at({"metadata", "resourceVersion"}));
  const Value stale = with("{metadata: {labels: {a: c}}}", old);
  CHECK(status_of([&] { bench.cluster.patch(ingress, stale, kube::DryRun::none); }) == 409);
  CHECK(status_of([&] { bench.cluster.apply(with(ingress_yaml, old), kube::DryRun::none); }) == 409);
  CHECK(status_of([&] { bench.cluster.remove(old, kube::DryRun::none); }) == 409);
  CHECK(bench.there() == now);
  bench.cluster.patch(ingress, with("{metadata: {labels: {a: c}}}", now), kube::DryRun::none);
  CHECK(label(bench.there(), "a") == "c");
  bench.cluster.erase("Ingress", "way");
  CHECK(status_of([&] { bench.patch("{spec: {}}"); }) == 404);
  CHECK(status_of([&] { bench.cluster.apply(with(ingress_yaml, now), kube::DryRun::none); }) == 409);
  bench.cluster.remove(now, kube::DryRun::none);
  CHECK(bench.cluster.writes() == std::vector<std::string>{"patch Ingress way", "patch Ingress way: 409",
                                                           "apply Ingress way: 409", "delete Ingress way: 409",
                                                           "patch Ingress way", "patch Ingress way: 404",
                                                           "apply Ingress way: 409", "delete Ingress way"});
}

TEST_CASE("Versions and generations grow with what changes them", "[fake]") {
  Bench bench;
  bench.cluster.create_yaml(ingress_yaml);
  const auto at = [&](const char* key) { return bench.there().text_at({"metadata", key}); };
  CHECK(at("generation") == "1");
  const std::string version = at("resourceVersion");
  bench.patch("{spec: {tls: [{secretName: s}]}}");
  CHECK(at("resourceVersion") == version);
  bench.cluster.change("Ingress", "way", "{status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}}");
  CHECK(at("resourceVersion") != version);
  CHECK(at("generation") == "1");
  const std::string before_dry_run = at("resourceVersion");
  CHECK(bench.patch("{spec: {tls: null}}", kube::DryRun::server).find(Path{"spec", "tls"}) == nullptr);
  CHECK(at("resourceVersion") == before_dry_run);
  bench.patch("{spec: {tls: null}}");
  CHECK(at("generation") == "2");
}

TEST_CASE("Fields have holders, as managers.cc reads them", "[fake]") {
  Bench bench;
  bench.cluster.apply_as("helm", yaml::read(ingress_yaml));
  CHECK(owner::is_held_by_helm(bench.there()));
  CHECK(owner::applier_of(bench.there(), {"spec", "tls"}) == "helm");
  bench.patch("{spec: {tls: [{secretName: other}]}}");
  CHECK(owner::applier_of(bench.there(), {"spec", "tls"}).empty());
  CHECK(owner::applier_of(bench.there(), {"spec", "rules"}) == "helm");
  CHECK_FALSE(owner::is_made_live(bench.there()));
  Value back = Value::map({{"spec", yaml::read("{tls: [{secretName: s}]}")}});
  bench.cluster.patch(ingress, back, kube::DryRun::none);
  Value rest = Value::map();
  rest.set(Path{"metadata", "managedFields"},
           owner::managers_given_back(bench.there(), {{{"spec", "tls"}, "helm"}}).value());
  bench.cluster.patch(ingress, rest, kube::DryRun::none);
  CHECK(owner::applier_of(bench.there(), {"spec", "tls"}) == "helm");
  CHECK_FALSE(owner::managers_given_back(bench.there(), {}));
}

TEST_CASE("An apply takes away what it leaves out, and nothing of others", "[fake]") {
  Bench bench;
  bench.cluster.apply(yaml::read(ingress_yaml), kube::DryRun::none);
  CHECK(owner::is_made_live(bench.there()));
  bench.patch("{metadata: {annotations: {theirs: x}}}");
  Value less = yaml::read(ingress_yaml);
  less.remove({"spec", "tls"});
  bench.cluster.apply(less, kube::DryRun::none);
  CHECK_FALSE(bench.there().find(Path{"spec", "tls"}));
  CHECK(annotation(bench.there(), "theirs") == "x");
}

TEST_CASE("A finalizer holds a deletion", "[fake]") {
  Bench bench;
  bench.cluster.create_yaml(ingress_yaml);
  bench.cluster.change("Ingress", "way", "{metadata: {finalizers: [theirs]}}");
  bench.cluster.remove(bench.there(), kube::DryRun::server);
  CHECK_FALSE(bench.there().find(Path{"metadata", "deletionTimestamp"}));
  bench.cluster.remove(bench.there(), kube::DryRun::none);
  CHECK(bench.there().text_at({"metadata", "deletionTimestamp"}) == "2026-01-01T00:00:00Z");
  bench.cluster.change("Ingress", "way", "{metadata: {finalizers: null}}");
  CHECK(bench.cluster.find("Ingress", "way") == nullptr);
}

TEST_CASE("A watch tells what came after the list, as time passes", "[fake]") {
  Bench bench;
  bench.cluster.create_yaml(ingress_yaml);
  const kube::Listed list(ingresses, bench.cluster.read({ingresses}).front().value);
  bench.patch("{metadata: {labels: {a: b}}}");
  bench.cluster.create_yaml("{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: vectors}}");
  bench.clock.after(std::chrono::seconds(5), [&] { bench.cluster.erase("Ingress", "way"); });
  std::vector<std::string> seen;
  const auto visit = [&](const kube::WatchEvent& event) {
    seen.push_back(event.type + " after " + std::to_string(bench.clock.passed().count() / 1000) + " s");
    return true;
  };
  bench.cluster.watch({list}, bench.clock.now() + std::chrono::seconds(9), visit, [] { return true; });
  CHECK(seen == std::vector<std::string>{"MODIFIED after 0 s", "DELETED after 5 s"});
  CHECK(bench.clock.passed() == std::chrono::seconds(9));
  bench.cluster.watch({list}, Clock::Time::max(), visit, [&] { return seen.size() < 3; });
  CHECK(seen.size() == 4);
  bench.cluster.be_silent();
  bench.cluster.watch({list}, bench.clock.now() + std::chrono::seconds(1), visit, [] { return true; });
  CHECK(seen.size() == 4);
}

TEST_CASE("A script answers as it is told, and the rest as ever", "[fake]") {
  Bench bench;
  bench.cluster.create_yaml(ingress_yaml);
  bench.cluster.refuse("patch", "Ingress", 500, 2);
  bench.cluster.lose_answer("patch", "Ingress");
  for (const int status : {500, 500, 0, 200}) {
    CHECK(status_of([&] { bench.patch("{metadata: {labels: {a: b}}}"); }) == status);
  }
  CHECK(label(bench.there(), "a") == "b");
  bench.cluster.forbid("Ingress");
  bench.cluster.unserve("BackendConfig");
  bench.cluster.refuse("list", "Secret", 500);
  const auto answers = bench.cluster.read({ingresses,
                                           {"cloud.google.com/v1", "BackendConfig", "vectors", "", "", "", 0},
                                           {"v1", "Secret", "vectors", "", "", "", 0}});
  CHECK(answers[0].error.value().reason == "Forbidden");
  CHECK(answers[1].outcome == kube::Answer::Outcome::absent);
  CHECK(answers[2].error.value().status == 500);
}

}  // namespace
}  // namespace l7::live::fake
