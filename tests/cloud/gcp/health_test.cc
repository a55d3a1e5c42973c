#include "cloud/gcp/health.h"

#include "catch.h"

namespace l7 {
namespace {

using namespace fixture;
using namespace fixture::gcp;

TEST_CASE("A release behind GKE's balancer is ready when its own backend is healthy", "[gcp][health]") {
  const Health found = health(exposed(ingress(healthy)));
  for (const Hop& one : found.hops) check(one, State::ready, "");
  CHECK(found.ready());
  CHECK(found.address == "34.0.0.1");
  check(hop(found, "address"), State::ready, "34.0.0.1");
}

TEST_CASE("An address alone is no readiness", "[gcp][health]") {
  check(hop(health(exposed(ingress(healthy, "tls: [{secretName: cert}], ", ""))), "address"), State::waiting,
        "none yet");
  struct Case {
    const char* backends;
    State state;
    const char* text;
  };
  const Case cases[] = {
      {"", State::waiting, "no status yet"},
      {R"({"k8s1-other":"HEALTHY"})", State::waiting, "no status yet"},
      {R"({"k8s1-ours":"Unknown"})", State::waiting, "Unknown"},
      {R"({"k8s1-ours":"UNHEALTHY","k8s1-other":"HEALTHY"})", State::failed,
       "BackendConfig asks for /healthz on port 9091"},
      {R"({"k8s1-ours":"UNHEALTHY"})", State::failed, "up to 10 minutes old"},
      {R"({"k8s1-ours-2":"HEALTHY"})", State::waiting, "no status yet"},
      {R"({"k8s1-ours":)", State::waiting, "no status yet"},
      {R"({"k8s1-ours)", State::waiting, "no status yet"},
  };
  for (const Case& c : cases) {
    INFO(c.backends);
    const std::string annotations = ", ingress.kubernetes.io/backends: '" + std::string(c.backends) + "'";
    check(hop(health(exposed(ingress(annotations))), "backend"), c.state, c.text);
  }
  Release starting = exposed(ingress(R"(, ingress.kubernetes.io/backends: '{"k8s1-ours":"UNHEALTHY"}')"));
  starting.workload().set(Path{"status"}, Value::map());
  check(hop(health(starting), "backend"), State::waiting, "pods are not ready");

  Release no_group = running();
  check(hop(health(no_group.see(ingress(healthy))), "backend"), State::waiting, "no network endpoint group");
  Release by_node_port = running().type("NodePort");
  by_node_port.service().set(Path{"spec", "ports", std::size_t{0}, "nodePort"}, 30016);
  by_node_port.see(ingress(R"(, ingress.kubernetes.io/backends: '{"k8s-be-30016--abc":"HEALTHY"}')"));
  check(hop(health(by_node_port), "backend"), State::ready, "HEALTHY");
  by_node_port.annotate("cloud.google.com/neg", R"({"ingress":true})");
  check(hop(health(by_node_port), "backend"), State::waiting, "no network endpoint group");
}

TEST_CASE("A TLS Secret is there, missing or not to be seen", "[gcp][health]") {
  Release without = running();
  without.see(ingress(healthy));
  const Hop unseen = hop(health(Release(without).unread("Secret")), "certificate");
  check(unseen, State::unknown, "forbidden");
  CHECK(unseen.value == "Secret cert");
  check(hop(health(without), "certificate"), State::unknown, "could not be read");
  check(hop(health(Release(without).complete("Secret")), "certificate"), State::failed,
        "kubectl create secret tls cert");
  check(
      hop(health(Release(without).see("{kind: Secret, metadata: {name: cert}, data: {tls.crt: eA==}}")), "certificate"),
      State::failed, "tls.key");
  check(hop(health(exposed(ingress(healthy, ""))), "certificate"), State::failed, "none");
  const std::string shared = ", ingress.gcp.kubernetes.io/pre-shared-cert: corp";
  check(hop(health(exposed(ingress(shared, ""))), "certificate"), State::ready, "corp");
  check(hop(health(exposed(ingress(shared, "", ""))), "certificate"), State::waiting, "corp");
}

TEST_CASE("The time of a TLS Secret's certificate is told, and stops the way when it is over", "[gcp][health]") {
  using std::chrono::days;
  const std::chrono::sys_seconds now{std::chrono::seconds{1'800'000'000}};
  struct Case {
    Validity validity;
    State state;
    const char* text;
  };
  const Case cases[] = {
      {{now - days(1), now + days(300), now}, State::ready, "Secret cert, until 2027-11-11"},
      {{now - days(1), now + days(3), now}, State::ready, "Secret cert: it ends on 2027-01-18"},
      {{now - days(9), now - days(1), now}, State::failed, "it ended on 2027-01-14; kubectl milvus-l7"},
      {{now + days(1), now + days(9), now}, State::failed, "it begins on 2027-01-16"}};
  for (const Case& c : cases) {
    Observed observed = exposed(ingress(healthy)).observe(options_for("gcp"));
    observed.certificates["cert"] = c.validity;
    check(hop(cloud_for(options_for("gcp")).health(observed, options_for("gcp")), "certificate"), c.state, c.text);
  }
}

TEST_CASE("Every status of a managed certificate and its domains", "[gcp][health]") {
  struct Case {
    const char* status;
    State state;
    const char* text;
  };
  const auto domain = [](const char* status) {
    return "certificateStatus: Provisioning, domainStatus: [{domain: a.example.com, status: Active}, {domain: "
           "db.example.com, status: " +
           std::string(status) + "}]";
  };
  const std::string invisible = domain("FailedNotVisible"), checking = domain("FailedCaaChecking"),
                    forbidden = domain("FailedCaaForbidden"), limited = domain("FailedRateLimited"),
                    open = domain("Provisioning");
  const Case cases[] = {
      {"certificateStatus: Active, domainStatus: [{domain: db.example.com, status: Active}]", State::ready, "Active"},
      {"certificateStatus: Active", State::ready, "Active"},
      {"", State::waiting, "point its domains at 34.0.0.1"},
      {"certificateStatus: ''", State::waiting, "Provisioning"},
      {"certificateStatus: Provisioning", State::waiting, "point its domains at 34.0.0.1"},
      {open.c_str(), State::waiting, "db.example.com is Provisioning; point db.example.com at 34.0.0.1"},
      {"certificateStatus: ProvisioningFailed", State::failed, "ProvisioningFailed"},
      {"certificateStatus: ProvisioningFailedPermanently", State::failed,
       "kubectl describe ManagedCertificate managed"},
      {"certificateStatus: RenewalFailed", State::failed, "RenewalFailed"},
      {invisible.c_str(), State::failed, "must lead to the balancer's address 34.0.0.1"},
      {checking.c_str(), State::failed, "name servers"},
      {forbidden.c_str(), State::failed, "pki.goog"},
      {limited.c_str(), State::failed, "limits how many"},
  };
  const std::string used = ", networking.gke.io/managed-certificates: managed";
  for (const Case& c : cases) {
    INFO(c.status);
    Release release = exposed(ingress(used + ", ingress.gcp.kubernetes.io/pre-shared-cert: mcrt-1", ""));
    release.see("{kind: ManagedCertificate, metadata: {name: managed}, status: {" + std::string(c.status) + "}}");
    check(hop(health(release), "certificate"), c.state, c.text);
  }
  const Release without = exposed(ingress(used, ""));
  const std::string kind = "ManagedCertificate";
  check(hop(health(Release(without).unread(kind)), "certificate"), State::unknown, "forbidden");
  check(hop(health(Release(without).complete(kind)), "certificate"), State::failed, "not there");
  check(hop(health(Release(without).missing(kind)), "certificate"), State::failed, "HttpLoadBalancing");
  // The worst of several certificates counts, and all of them are named.
  Release both = exposed(ingress(used)).complete(kind);
  check(hop(health(both), "certificate"), State::failed, "managed, Secret cert");
}

}  // namespace
}  // namespace l7
