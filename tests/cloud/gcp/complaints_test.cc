// What GKE's controllers say, in their own words (ingress-gce 1.41.1), and what is made of it.

#include "catch.h"
#include "cloud/gcp/health.h"
#include "yaml/emit.h"

namespace l7 {
namespace {

using namespace fixture;
using namespace fixture::gcp;
using std::chrono::minutes;

const std::chrono::sys_seconds midnight = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

/// An event about the Ingress; `message` as it is.
std::string said(const char* type, const char* reason, const std::string& message, const char* time,
                 const std::string& about = "Ingress, name: demo") {
  Value value = yaml::read(event(reason, "x", time, type, about));
  value.set("message", message);
  return yaml::emit_flow(value);
}

const std::string syncing = "Error syncing to GCP: error running load balancer syncing routine: ";

TEST_CASE("What GKE's controller complains of is told with what to do", "[gcp][health]") {
  struct Case {
    const char* reason;
    std::string message;
    const char* text;
  };
  const Case cases[] = {
      {"Sync", "Error syncing to GCP: error initializing translator env: secrets \"cert\" not found",
       "kubectl create secret tls"},
      {"Sync",
       syncing + "loadbalancer x does not exist: googleapi: Error 400: Invalid value for field 'resource.IPAddress': "
                 "'203.0.113.9'. Specified IP address is in-use and would result in a conflict., invalid",
       "free it, or name another one"},
      {"Sync", syncing + "loadbalancer x does not exist: Cert creation failures - k8s2-cr-x Error:googleapi: Error 400",
       "one pair in PEM"},
      {"Sync",
       syncing + "loadbalancer x does not exist: googleapi: Error 404: The resource "
                 "'projects/p/global/sslCertificates/corp' was not found, notFound",
       "gcloud compute ssl-certificates list"},
      {"Sync",
       syncing + "loadbalancer x does not exist: invalid configuration: both HTTP and HTTPS are disabled "
                 "(kubernetes.io/ingress.allow-http is false and there is no valid TLS configuration)",
       "give the Ingress a certificate"},
      {"WillNotConfigureFrontend",
       "check your usage of the 'kubernetes.io/ingress.allow-http' annotation: both HTTP "
       "and HTTPS are disabled.",
       "give the Ingress a certificate"},
      {"Translate",
       "Translation failed: invalid ingress spec: error getting BackendConfig for port \"19530\" on "
       "service \"vectors/demo-milvus\", err: no BackendConfig for service port exists.",
       "must name a BackendConfig that is there"},
      {"Translate",
       "Translation failed: invalid ingress spec: could not find port \"&ServiceBackendPort{Name:,"
       "Number:12345,}\" in service \"vectors/demo-milvus\"",
       "names a port that the Service does not have"},
      {"Translate",
       "Translation failed: service \"a/b\" is type \"ClusterIP\", expected \"NodePort\" or "
       "\"LoadBalancer\" when not using NEGs",
       "cloud.google.com/neg"},
      {"Sync",
       syncing + "loadbalancer x does not exist: the given static IP name x doesn't translate to an existing "
                 "static IP.",
       "gcloud compute addresses create"},
      {"Sync",
       syncing + "googleapi: Error 400: Invalid value. An active proxy-only subnetwork is required in the same "
                 "region and VPC, invalid",
       "REGIONAL_MANAGED_PROXY"},
      {"Sync", syncing + "googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded. Limit: 5.0 globally., quotaExceeded",
       "raise the quota"},
      {"Sync",
       syncing + "googleapi: Error 403: Required 'compute.sslPolicies.get' permission for "
                 "'projects/p/global/sslPolicies/strict', forbidden",
       "roles/container.serviceAgent"},
      {"Sync",
       syncing + "googleapi: Error 404: The resource 'projects/p/global/sslPolicies/strict' was not found, "
                 "notFound",
       "ssl-policies list"},
      {"Sync", syncing + "googleapi: Error 404: The resource 'projects/p/global/securityPolicies/armor' was not found",
       "security-policies list"},
      {"Sync", "no FrontendConfig for Ingress exists.", "FrontendConfig must name one"},
      {"GarbageCollection",
       "Error: error running load balancer garbage collection routine: googleapi: Error 400: in use",
       "the cloud refuses to delete"},
      {"Sync", "something new", "see kubectl describe Ingress demo -n vectors"},
  };
  for (const Case& c : cases) {
    INFO(c.message);
    const Health found = health(exposed(ingress(healthy)).see(said("Warning", c.reason, c.message, "00:10:00")));
    check(hop(found, "address"), State::failed, c.text);
    check(hop(found, "address"), State::failed, std::string(c.reason) + ": ");
    CHECK(found.failed());
  }
}

TEST_CASE("The names in a message decide nothing", "[gcp][health]") {
  const std::string message =
      syncing +
      "loadbalancer 0a1b-quota-certificate-permission does not exist: googleapi: Error 404: The resource "
      "'projects/p/global/securityPolicies/secret-backendconfig-quota' was not found, notFound";
  check(hop(health(exposed(ingress(healthy)).see(said("Warning", "Sync", message, "00:10:00"))), "address"),
        State::failed, "; gcloud compute security-policies list");
}

TEST_CASE("GKE's failure ends with a success, a change, or a try without a complaint", "[gcp][health]") {
  Release recovered = exposed(ingress(healthy)).see(said("Warning", "Sync", "x", "00:10:00"));
  recovered.see(said("Normal", "Sync", "Scheduled for sync", "00:11:00"));
  const auto address_at = [&](minutes now) {
    Observed observed = recovered.observe(options_for("gcp"));
    observed.now = midnight + now;
    return hop(cloud_for(options_for("gcp")).health(observed, options_for("gcp")), "address");
  };
  check(hop(health(recovered), "address"), State::failed, "x");
  check(address_at(minutes(11)), State::failed, "x");
  check(address_at(minutes(13)), State::ready, "34.0.0.1");
  recovered.see(said("Normal", "Sync", "Firewall change required by security admin: `gcloud ..`", "00:12:00"));
  check(hop(health(recovered), "address"), State::failed, "x");
  recovered.see(said("Normal", "Sync", "UrlMap made", "00:12:00"));
  check(hop(health(recovered), "address"), State::ready, "34.0.0.1");

  Release touched = exposed(ingress(healthy)).see(said("Warning", "Sync", "x", "00:10:00"));
  touched.service().set(Path{"metadata", "managedFields"}, yaml::read("[{time: '2026-01-01T00:11:00Z'}]"));
  check(hop(health(touched), "address"), State::ready, "34.0.0.1");
}

TEST_CASE("A failure that GKE has not repeated when it was due is doubtful", "[gcp][health]") {
  const auto at = [&](const std::string& text) {
    Observed observed = exposed(text).see(said("Warning", "Sync", "x", "00:10:00")).observe(options_for("gcp"));
    observed.now = midnight + minutes(22);
    return cloud_for(options_for("gcp")).health(observed, options_for("gcp"));
  };
  const Health well = at(ingress(healthy));
  check(hop(well, "address"), State::unknown, "last failed 12 min ago, not repeated since: Sync: x");
  CHECK(well.ask);
  check(hop(at(ingress("")), "address"), State::failed, "Sync: x");
}

TEST_CASE("What passes by itself is no failure", "[gcp][health]") {
  const std::string no_group = syncing +
                               "googleapi: Error 404: The resource "
                               "'projects/p/zones/z/networkEndpointGroups/k8s1-x' was not found, notFound";
  const auto address_at = [&](std::chrono::seconds now) {
    Observed observed =
        exposed(ingress("")).see(said("Warning", "Sync", no_group, "00:10:00")).observe(options_for("gcp"));
    observed.now = midnight + minutes(10) + now;
    return hop(cloud_for(options_for("gcp")).health(observed, options_for("gcp")), "address");
  };
  check(address_at(std::chrono::seconds(5)), State::waiting, "is being made");
  check(address_at(std::chrono::seconds(61)), State::failed, "its events at the Service");

  const std::string disabled = syncing + "invalid configuration: both HTTP and HTTPS are disabled (x)";
  const std::string managed = ", networking.gke.io/managed-certificates: managed";
  const auto address_of = [&](const std::string& text) {
    return hop(health(exposed(text).see(said("Warning", "Sync", disabled, "00:10:00"))), "address");
  };
  check(address_of(ingress(managed, "", "")), State::waiting, "Google has not written the managed certificate");
  check(address_of(ingress(managed + ", ingress.gcp.kubernetes.io/pre-shared-cert: mcrt-1", "", "")), State::failed,
        "both HTTP");
  check(address_of(ingress("", "", "")), State::failed, "both HTTP");
}

TEST_CASE("Why an Ingress stays that is deleted is told", "[gcp][health]") {
  std::string leaving = ingress(healthy);
  leaving.replace(leaving.find("name: demo,"), 11, "name: demo, deletionTimestamp: '2026-01-01T00:00:00Z',");
  Release release = exposed(leaving);
  check(hop(health(release), "address"), State::failed, "finalizer");
  // What it complained of before.
  release.see(said("Warning", "Sync", "x", "00:00:00"));
  CHECK(hop(health(release), "address").reason.find("Sync") == std::string::npos);
  release.see(said("Warning", "GarbageCollection",
                   "Error: error running load balancer garbage collection routine: googleapi: Error 400: x",
                   "00:10:00"));
  check(hop(health(release), "address"), State::failed, "GarbageCollection: Error: error running");
}

TEST_CASE("What is said at the Service and about the firewall explains the backend", "[gcp][health]") {
  const char* const unhealthy = R"(, ingress.kubernetes.io/backends: '{"k8s1-ours":"UNHEALTHY"}')";
  const std::string service = "Service, name: demo-milvus";
  const std::string attach =
      "Failed to Attach 1 network endpoint(s) (NEG \"k8s1-ours\" in zone \"a\"): googleapi: "
      "Error 400: Specified IP address 10.32.1.5 doesn't belong to the (sub)network";
  const std::string failed = said("Warning", "AttachFailed", attach, "00:10:00", service);
  check(hop(health(exposed(ingress(unhealthy)).see(failed)), "backend"), State::failed, "AttachFailed: Failed to");
  check(hop(health(exposed(ingress(healthy)).see(failed)), "backend"), State::ready, "HEALTHY");
  const std::string attached = said("Normal", "Attach", "Attach 1 network endpoint(s)", "00:11:00", service);
  check(hop(health(exposed(ingress(unhealthy)).see(failed).see(attached)), "backend"), State::failed, "health check");
  Release no_group = running();
  no_group.see(ingress(""))
      .see(said("Warning", "SyncNetworkEndpointGroupFailed",
                "Failed to sync NEG \"k8s1-x\" (will retry): googleapi: Error 403: QUOTA_EXCEEDED "
                "- Quota 'NETWORK_ENDPOINT_GROUPS' exceeded.",
                "00:10:00", service));
  check(hop(health(no_group), "backend"), State::failed, "raise the quota");

  const std::string firewall = "Firewall change required by security admin: `gcloud compute firewall-rules create x`";
  check(hop(health(exposed(ingress(unhealthy)).see(said("Normal", "XPN", firewall, "00:10:00"))), "backend"),
        State::waiting, "shared network has opened its firewall: Firewall change");
  check(hop(health(exposed(ingress("")).see(said("Normal", "Sync", firewall, "00:10:00"))), "backend"), State::waiting,
        "gcloud compute firewall-rules create x");
}

// ---- news

/// The health after a run's write of the Ingress, which was `before`.
Health after_write(const std::string& before, const std::string& now, const std::vector<std::string>& events) {
  const auto numbered = [](const std::string& text, const char* version) {
    Value value = yaml::read(text);
    value.set(Path{"metadata", "resourceVersion"}, version);
    value.set(Path{"metadata", "managedFields"}, yaml::read("[{time: '2026-01-01T00:10:00Z'}]"));
    return value;
  };
  Release release = exposed(yaml::emit_flow(numbered(now, "100")));
  for (const std::string& text : events) release.see(text);
  Observed observed = release.observe(options_for("gcp"));
  observed.written.note(before.empty() ? Value() : numbered(before, "90"), observed.entries.front().object.value);
  return cloud_for(options_for("gcp")).health(observed, options_for("gcp"));
}

TEST_CASE("After a change of a running balancer only GKE's next word counts", "[gcp][health]") {
  const std::string there = ingress(healthy);
  const Health silent = after_write(there, there, {said("Normal", "Sync", "Scheduled for sync", "00:09:00")});
  check(hop(silent, "address"), State::waiting, "has not taken up the change");
  const Health heard = after_write(there, there, {said("Normal", "Sync", "Scheduled for sync", "00:10:03")});
  check(hop(heard, "address"), State::ready, "34.0.0.1");
  CHECK(heard.settle == std::chrono::seconds(15));
  const Health failed = after_write(there, there, {said("Warning", "Sync", "x", "00:10:03")});
  check(hop(failed, "address"), State::failed, "Sync: x");
  // The status of a new Ingress is about nothing else.
  const Health created = after_write("", there, {});
  check(hop(created, "address"), State::ready, "34.0.0.1");
  CHECK(created.settle == std::chrono::seconds(0));
  CHECK(health(exposed(there)).settle == std::chrono::seconds(0));
}

TEST_CASE("A change of the BackendConfig alone is given time to fail", "[gcp][health]") {
  Release release = exposed(ingress(healthy));
  release.annotate("cloud.google.com/backend-config", R"({"default":"config"})");
  release.see(
      "{apiVersion: cloud.google.com/v1, kind: BackendConfig, metadata: {name: config, namespace: vectors, "
      "resourceVersion: '9'}}");
  Observed observed = release.observe(options_for("gcp"));
  const Value now = observed.find(GroupKind{"cloud.google.com", "BackendConfig"}, "config")->value;
  Value before = now;
  before.set(Path{"metadata", "resourceVersion"}, "8");
  observed.written.note(before, now);
  CHECK(cloud_for(options_for("gcp")).health(observed, options_for("gcp")).settle == std::chrono::seconds(15));
}

TEST_CASE("Another class or static IP needs another address", "[gcp][health]") {
  const std::vector<std::string> heard = {said("Normal", "Sync", "Scheduled for sync", "00:10:03")};
  const auto internal = [](const std::string& ip) {
    std::string text = ingress(healthy, "tls: [{secretName: cert}], ", "loadBalancer: {ingress: [{ip: " + ip + "}]}");
    text.replace(text.find("class: gce"), 10, "class: gce-internal");
    return text;
  };
  const std::string external = ingress(healthy);
  check(hop(after_write(external, internal("34.0.0.1"), heard), "address"), State::waiting,
        "is still the public address");
  check(hop(after_write(external, internal("34.0.0.2"), heard), "address"), State::waiting, "GKE is changing it");
  for (const char* ip : {"10.0.0.2", "172.16.0.2", "192.168.7.1"}) {
    check(hop(after_write(external, internal(ip), heard), "address"), State::ready, ip);
  }
  check(hop(after_write(external, internal("172.32.0.2"), heard), "address"), State::waiting, "GKE is changing it");

  // Without a class GKE serves it to the world, too.
  std::string classless = external;
  classless.replace(classless.find("kubernetes.io/ingress.class: gce, "), 34, "");
  check(hop(after_write(classless, external, heard), "address"), State::ready, "34.0.0.1");

  const std::string named = ingress(std::string(", kubernetes.io/ingress.global-static-ip-name: corp") + healthy);
  // It may be the address that is in use already, but then GKE says nothing.
  CHECK(after_write(external, named, heard).settle == std::chrono::seconds(180));
  std::string moved = named;
  moved.replace(moved.find("34.0.0.1"), 8, "34.0.0.9");
  CHECK(after_write(external, moved, heard).settle == std::chrono::seconds(15));
}

TEST_CASE("An Ingress without a class that GKE has taken is GKE's", "[gcp][health]") {
  std::string text = ingress_yaml("web", "");
  text.replace(text.find("name: web,"), 10, "name: web, finalizers: [networking.gke.io/ingress-finalizer-V2],");
  check(hop(health(running().add(text)), "address"), State::waiting, "Ingress vectors/web an address");
  check(hop(health(running().add(ingress_yaml("web", ""))), "address"), State::failed, "no Ingress");
}

}  // namespace
}  // namespace l7
