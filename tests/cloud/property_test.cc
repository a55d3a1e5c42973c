// What must hold for every release and all options: many small variants from a generator with fixed seeds.

#include <cstdint>
#include <map>

#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/golden.h"
#include "model/error.h"

namespace l7 {
namespace {

using namespace fixture;

/// A generator of our own (SplitMix64): the standard's distributions differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t limit) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return static_cast<std::size_t>((z ^ z >> 31) % limit);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <typename T, std::size_t N>
  const T& of(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::uint64_t state_;
};

void vary_service(Dice& dice, Release& release) {
  static constexpr const char* types[] = {"ClusterIP", "LoadBalancer", "NodePort"};
  release.type(dice.of(types));
  if (dice.one_in(2)) release.service().set(Path{"spec", "loadBalancerSourceRanges"}, Value::list({"0.0.0.0/0"}));
  if (dice.one_in(3)) release.service().set(Path{"spec", "externalTrafficPolicy"}, "Local");
  if (dice.one_in(3)) release.service().set({"spec", "ports", std::size_t{0}, "nodePort"}, 30530);
  if (dice.one_in(4)) release.service().set({"metadata", "labels", "app.kubernetes.io/managed-by"}, "Helm");
  static constexpr const char* ports[] = {R"({"ports":{"milvus":"other"}})",
                                          R"({"ports":{"19530":"other"}})",
                                          R"({"default":"other"})",
                                          R"({"ports":{"metrics":"other"}})",
                                          "{broken",
                                          R"({"ports":{"milvus":"demo-milvus-l7"}})"};
  static constexpr const char* negs[] = {R"({"ingress":false})", R"({"exposed_ports":{"19530":{}}})", "", "null"};
  if (dice.one_in(3)) release.annotate("cloud.google.com/backend-config", dice.of(ports));
  if (dice.one_in(4)) release.annotate("beta.cloud.google.com/backend-config", dice.of(ports));
  if (dice.one_in(3)) release.annotate("cloud.google.com/neg", dice.of(negs));
  if (dice.one_in(4)) release.annotate("cloud.google.com/app-protocols", R"({"metrics":"HTTP"})");
  if (dice.one_in(4)) release.annotate("service.alpha.kubernetes.io/app-protocols", R"({"milvus":"HTTP"})");
  if (dice.one_in(3)) release.annotate("service.beta.kubernetes.io/load-balancer-source-ranges", "10.0.0.0/8");
  if (dice.one_in(3)) release.annotate("service.beta.kubernetes.io/aws-load-balancer-type", "nlb");
}

void vary_milvus(Dice& dice, Release& release) {
  static constexpr const char* files[] = {
      "",
      "# only a comment: tlsMode: 1\n",
      "common:\n  security:\n    tlsMode: 0\n",
      "common:\n  security:\n    tlsMode: 1\n",
      "common.security.tlsMode: 2\n",
      "common.security.tlsmode: 0\nproxy.http.port: 19530\n",
      "proxy:\n  http:\n    enabled: false\n",
      "proxy:\n  http:\n    port: 8080\ncommon:\n  security:\n    tlsMode: \"1\"\n",
      "common: {security: {authorizationEnabled: true}}\nproxy: {port: 8080}\n",
      "common:\n  security:\n    tlsMode: 0\nCOMMON_SECURITY_TLSMODE: 1\n",
      "tls:\n  serverPemPath: /certs/tls.crt\ncommon:\nproxy:\n",
  };
  release.user_yaml(dice.of(files));
  if (dice.one_in(8)) release.variable("COMMON_SECURITY_TLSMODE", dice.one_in(2) ? "1" : "0");
  if (dice.one_in(8)) release.variable("MILVUS_CONF_PROXY_HTTP_PORT", dice.one_in(2) ? "8081" : "19530");
  if (dice.one_in(6)) release.variable("METRICS_PORT", "9099");
  if (dice.one_in(6)) release.workload().set({"spec", "strategy", "type"}, "Recreate");
  if (dice.one_in(12)) release.no_config_map();
}

void vary_neighbours(Dice& dice, Release& release) {
  static constexpr const char* classes[] = {
      "kubernetes.io/ingress.class: gce",
      "kubernetes.io/ingress.class: gce-internal",
      "kubernetes.io/ingress.class: nginx",
      "kubernetes.io/ingress.class: alb",
      ("kubernetes.io/ingress.class: alb, alb.ingress.kubernetes.io/success-codes: \"0\", "
       "alb.ingress.kubernetes.io/load-balancer-attributes: \"a=b, idle_timeout.timeout_seconds=60\""),
      "ingress.kubernetes.io/backends: x",
      "",
  };
  static constexpr const char* specs[] = {"", "tls: [{secretName: theirs}], ", "ingressClassName: alb, "};
  static constexpr const char* names[] = {"a", "b", "demo-milvus-l7"};
  const std::size_t count = dice.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    const char* name = names[i];
    release.add(ingress_yaml(name, dice.of(classes), dice.of(specs), dice.one_in(5) ? "number: 9091" : "name: milvus"));
  }
  if (dice.one_in(3)) {
    release.add(
        "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: other, namespace: vectors}, "
        "spec: {timeoutSec: 7200}}");
  }
  if (dice.one_in(4)) release.add(attu_yaml);
  if (dice.one_in(4)) {
    release.add(
        "{apiVersion: v1, kind: Service, metadata: {name: second, namespace: vectors}, "
        "spec: {type: NodePort, selector: {component: proxy}, ports: [{port: 9091, targetPort: metrics}]}}");
  }
  if (dice.one_in(6)) {
    release.add(
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: vectors}, "
        "spec: {podSelector: {}}}");
  }
}

Release any_release(Dice& dice) {
  Release release;
  vary_service(dice, release);
  vary_milvus(dice, release);
  vary_neighbours(dice, release);
  return release;
}

/// Takes a wish that the cloud takes beside the others.
template <typename Set>
void wish(Wishes& wishes, Set&& set) {
  Wishes more = wishes;
  set(more);
  try {
    check(more);
    wishes = more;
  } catch (const UsageError&) {
    // These two exclude each other.
  }
}

/// Values of the cloud's options are those of its golden cases.
Wishes any_options(Dice& dice, const Cloud& cloud, std::vector<Wishes>& examples) {
  static constexpr const char* names[] = {"a", "web"};
  Wishes wishes = options_for(std::string(cloud.name()));
  if (dice.one_in(2)) wishes.hosts = {"db.example.com"};
  if (dice.one_in(4)) wishes.hosts.push_back("new.example.com");
  if (dice.one_in(5)) wishes.ingress_name = dice.of(names);
  if (dice.one_in(4)) wishes.request_timeout_sec = 900;
  if (dice.one_in(5)) wishes.internal = true;
  if (dice.one_in(4)) wishes.annotations = {{"example.com/team", "search"}};
  for (Wishes& example : examples) {
    if (dice.one_in(4)) wish(wishes, [&](Wishes& more) { more.ssl_policy = example.ssl_policy; });
    for (const Option* option : cloud.options()) {
      if (!example.options.has(*option) || !dice.one_in(4)) continue;
      wish(wishes, [&](Wishes& more) { more.options.place_of(*option) = example.options.place_of(*option); });
    }
  }
  check(wishes);
  return wishes;
}

/// Changes and findings in an order that does not depend on that of the objects.
Lines sorted_summary(const Plan& plan) {
  Lines summary = lines(plan);
  for (const Finding& finding : plan.findings) {
    summary.push_back(std::string(finding.kind->id) + " at " + finding.where + ": " + finding.seen);
  }
  std::sort(summary.begin(), summary.end());
  return summary;
}

Lines errors(const Plan& plan) {
  Lines found;
  for (const Finding& finding : plan.findings) {
    if (finding.kind->severity == Severity::error) found.emplace_back(finding.kind->id);
  }
  std::sort(found.begin(), found.end());
  return found;
}

constexpr std::uint64_t variants = 150;

/// Calls `hold` for every variant that the seeds give, for each cloud.
template <typename Hold>
void for_variants(Hold&& hold) {
  for (const Cloud* cloud : clouds()) {
    std::vector<Wishes> examples;
    for (const auto& folder : golden::folders_of(*cloud)) examples.push_back(golden::asked_in(folder).wishes);
    for (std::uint64_t seed = 0; seed < variants; ++seed) {
      Dice dice(seed);
      const Release release = any_release(dice);
      const Wishes wishes = any_options(dice, *cloud, examples);
      INFO(cloud->name() << " seed " << seed);
      hold(release, wishes);
    }
  }
}

TEST_CASE("A plan carried out leaves nothing to plan", "[property]") {
  std::size_t carried_out = 0;
  for_variants([&](const Release& release, const Wishes& wishes) {
    const Plan plan = release.plan(wishes);
    if (plan.refused()) return;
    ++carried_out;
    const Release after = Release(release).apply(plan);
    const Plan again = after.plan(wishes);
    CHECK(lines(again) == Lines{});
    CHECK(errors(again) == Lines{});
  });
  // The generator must not have become so strict that nothing is left to hold.
  CHECK(carried_out > variants);
}

TEST_CASE("After the plan the way in is closed and the Ingress is there", "[property]") {
  for_variants([](const Release& release, const Wishes& wishes) {
    const Plan plan = release.plan(wishes);
    if (plan.refused()) return;
    Release after = Release(release).apply(plan);
    const Observed seen = after.observe(wishes);
    // It stays open where the plan says that it may not reach Milvus.
    if (!has(plan, "aws-tls-unknown")) {
      CHECK(seen.milvus.service.value.text_at({"spec", "type"}) == "ClusterIP");
      CHECK_FALSE(seen.milvus.service.value.find(Path{"spec", "loadBalancerSourceRanges"}));
      CHECK_FALSE(seen.milvus.service.value.find({"spec", "ports", std::size_t{0}, "nodePort"}));
    }
    CHECK(std::any_of(seen.entries.begin(), seen.entries.end(),
                      [&](const Entry& entry) { return leads_to(entry, seen.milvus); }));
    if (wishes.cloud == "gcp") CHECK(milvus::tls_mode(seen.milvus) == 1);
  });
}

/// What stands at the place of a change, inside the text at its path where the change has an inner one.
std::optional<Value> value_before(const Release& release, const Change& change) {
  for (const Value& object : release.objects()) {
    if (ref_of(object) != change.object) continue;
    const Value* there = object.find(change.path);
    if (!there) return std::nullopt;
    if (change.inner.empty()) return *there;
    const Value inside = yaml::read(there->text());
    const Value* inner = inside.find(change.inner);
    return inner ? std::optional(*inner) : std::nullopt;
  }
  return std::nullopt;
}

TEST_CASE("A change says what stands there now and changes it", "[property]") {
  for_variants([](const Release& release, const Wishes& wishes) {
    for (const Change& change : release.plan(wishes).changes) {
      INFO(line_of(change));
      CHECK((change.before == value_before(release, change)));
      CHECK_FALSE((change.before == change.after));
      CHECK_FALSE(change.why.empty());
    }
  });
}

TEST_CASE("The order of neighbours does not matter", "[property]") {
  for_variants([](const Release& release, const Wishes& wishes) {
    Release reversed = release;
    reversed.reverse_neighbours();
    const Plan plan = release.plan(wishes);
    const Plan other = reversed.plan(wishes);
    CHECK(errors(plan) == errors(other));
    if (!plan.refused()) CHECK(sorted_summary(plan) == sorted_summary(other));
  });
}

TEST_CASE("The same is planned every time with the same severities", "[property]") {
  std::map<std::string_view, Severity> severities;
  for_variants([&](const Release& release, const Wishes& wishes) {
    const Plan plan = release.plan(wishes);
    const Plan again = release.plan(wishes);
    CHECK(lines(plan) == lines(again));
    CHECK(ids(plan) == ids(again));
    for (const Plan* each : {&plan, &again}) {
      for (const Finding& finding : each->findings) {
        const auto [known, first] = severities.emplace(finding.kind->id, finding.kind->severity);
        CHECK((first || known->second == finding.kind->severity));
      }
    }
  });
}

TEST_CASE("After one cloud the other is refused", "[property]") {
  std::size_t for_it = 0;
  for_variants([&](const Release& release, const Wishes& wishes) {
    const Plan plan = release.plan(wishes);
    const bool makes = lines_of(plan, "Ingress").size() == 1 && lines_of(plan, "Ingress").front().starts_with("+");
    if (plan.refused() || !makes) return;
    const Release after = Release(release).apply(plan);
    for (const Cloud* other : clouds()) {
      if (other->name() == wishes.cloud) continue;
      const Plan refused = after.plan(options_for(std::string(other->name())));
      CHECK(refused.refused());
      // Settings that one cloud bears and the other does not are refused first.
      if (has(refused, "other-cloud")) ++for_it;
    }
  });
  CHECK(for_it > variants / 4);
}

TEST_CASE("What is not ours and not named is not touched", "[property]") {
  for_variants([](const Release& release, const Wishes& wishes) {
    const Plan plan = release.plan(wishes);
    if (plan.refused()) return;
    const Release after = Release(release).apply(plan);
    for (const char* name : {"second", "attu", "p"}) {
      for (const char* kind : {"Service", "Deployment", "NetworkPolicy"}) {
        CHECK(after.get(kind, name) == release.get(kind, name));
      }
    }
    CHECK(after.get("ConfigMap", "demo-milvus").text_at({"data", "default.yaml"}) ==
          release.get("ConfigMap", "demo-milvus").text_at({"data", "default.yaml"}));
  });
}

}  // namespace
}  // namespace l7
