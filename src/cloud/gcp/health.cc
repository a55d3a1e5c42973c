// The way through GKE's balancer, from status, annotations and events.
//
// An address alone is no readiness: it comes before any backend is healthy. What the controller thinks of its backends
// is in an annotation of the Ingress, by the names of network endpoint groups, and which of them is Milvus is in an
// annotation of the Service.

#include <algorithm>
#include <array>

#include "cloud/events.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/parts.h"
#include "cloud/hops.h"
#include "entry/ingress.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7::gcp {
namespace {

constexpr std::string_view failures[] = {"Translate", "Sync", "WillNotConfigureFrontend"};

/// Every update of an Ingress is announced before it is worked on.
bool is_success(const Event& event) { return event.reason != "ADD" && !says(event.message, "scheduled for sync"); }

constexpr Remedy remedies[] = {
    {"allow-http", "give the Ingress a certificate: --tls-secret, --managed-certificate or --pre-shared-cert"},
    {"could not find tls",
     "create the TLS Secret in the Ingress's namespace: kubectl create secret tls NAME --cert=FILE "
     "--key=FILE"},
    {"secret",
     "create the TLS Secret in the Ingress's namespace: kubectl create secret tls NAME --cert=FILE --key=FILE"},
    {"legacy common name", "the certificate names no host in its SAN: reissue it (kubectl milvus-l7 cert create)"},
    {"backendconfig",
     "the Service's annotation cloud.google.com/backend-config must name a BackendConfig that is there; "
     "kubectl milvus-l7 enable makes it"},
    {"frontendconfig", "the Ingress's annotation networking.gke.io/v1beta1.FrontendConfig must name one that is there"},
    {"could not find port",
     "the Ingress names a port that the Service does not have; kubectl milvus-l7 enable sets it"},
    {"expected nodeport",
     "the Service needs the annotation cloud.google.com/neg with ingress: true; kubectl milvus-l7 "
     "enable writes it"},
    {"expected \"nodeport\"",
     "the Service needs the annotation cloud.google.com/neg with ingress: true; kubectl "
     "milvus-l7 enable writes it"},
    {"static ip",
     "reserve the address first: gcloud compute addresses create NAME --global, or --region REGION for an "
     "internal balancer"},
    {"proxy-only",
     "make a proxy-only subnet in the cluster's region and VPC: gcloud compute networks subnets create NAME "
     "--purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE"},
    {"proxyonly",
     "make a proxy-only subnet in the cluster's region and VPC: gcloud compute networks subnets create NAME "
     "--purpose=REGIONAL_MANAGED_PROXY --role=ACTIVE"},
    {"quota", "raise the quota of the project, or remove what is not used"},
    {"sslpolic", "gcloud compute ssl-policies list shows the policies there are; change --ssl-policy"},
    {"ssl policy", "gcloud compute ssl-policies list shows the policies there are; change --ssl-policy"},
    {"securitypolic", "gcloud compute security-policies list shows the policies there are; change --security-policy"},
    {"security policy", "gcloud compute security-policies list shows the policies there are; change --security-policy"},
    {"certificate",
     "check that tls.crt and tls.key are one pair in PEM (kubectl milvus-l7 cert inspect), and that a "
     "pre-shared certificate of that name is there (gcloud compute ssl-certificates list)"},
    {"permission", "give GKE's service agent the role roles/container.serviceAgent in the project"},
    {"error 403", "give GKE's service agent the role roles/container.serviceAgent in the project"},
};

Hop address_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  Hop hop = ingress_api().address(entry);
  if (hop.state == State::failed) return hop;
  const std::string& secret = entry.certificates.empty() ? "" : entry.certificates.front().secret;
  const std::vector<const Object*> read_too = {
      &observed.milvus.service, observed.find(backend_config_kind, backend_config_in_force(observed)),
      observed.find(frontend_config_kind, annotation(ingress.value, frontend_config)),
      observed.find(kinds::secret, secret)};
  if (const auto failure = standing_failure(observed, ingress, {failures, is_success}, read_too)) {
    return {parts::address, State::failed, entry.address(), explained(*failure, ingress.ref, remedies)};
  }
  if (hop.state == State::waiting) {
    hop.reason = "GKE takes some minutes to give " + to_string(ingress.ref) + " an address";
  }
  return hop;
}

// ---- certificate

/// The value of a status that Google's certificate controller writes for a domain, and what to do about it.
struct DomainStatus {
  std::string_view status;
  std::string_view fix;
};

constexpr DomainStatus domain_failures[] = {
    {"FailedNotVisible", "its DNS record must lead to the balancer's address"},
    {"FailedCaaChecking", "its CAA records could not be read; check the domain's name servers"},
    {"FailedCaaForbidden", "its CAA records forbid Google's authorities; allow pki.goog or letsencrypt.org"},
    {"FailedRateLimited", "the authority limits how many certificates a domain gets; wait, or use --tls-secret"},
};

constexpr std::string_view certificate_failures[] = {"ProvisioningFailed", "ProvisioningFailedPermanently",
                                                     "RenewalFailed"};

/// The domains that have no certificate yet, as text, and whether one of them has failed.
std::string open_domains(const Value& certificate, const std::string& ip, bool& failed) {
  std::string text;
  const Value* domains = certificate.find(Path{"status", "domainStatus"});
  if (!domains) return text;
  for (const Value& entry : domains->items()) {
    const std::string& status = entry.text_at({"status"});
    if (status == "Active") continue;
    const std::string& domain = entry.text_at({"domain"});
    text += (text.empty() ? "" : "; ") + domain + " is " + (status.empty() ? "Provisioning" : status);
    for (const DomainStatus& failure : domain_failures) {
      if (status != failure.status) continue;
      failed = true;
      text += ", " + std::string(failure.fix);
      if (failure.status == "FailedNotVisible" && !ip.empty()) text += ' ' + ip;
    }
  }
  return text;
}

Hop managed_certificate(const Observed& observed, const std::string& name, const std::string& ip) {
  static constexpr const GroupKind& kind = managed_certificate_kind;
  const std::string value = std::string(kind.kind) + ' ' + name;
  const Object* object = observed.find(kind, name);
  if (!object && observed.kinds.is_missing(kind)) {
    return {parts::certificate, State::failed, value,
            "the API server does not serve ManagedCertificate (HttpLoadBalancing add-on off?)"};
  }
  if (!object && observed.presence(kind, name) == Presence::unknown) {
    return hops::unseen(parts::certificate, kind, observed);
  }
  if (!object) return {parts::certificate, State::failed, value, "it is not there; make it or name another"};

  const std::string& status = object->value.text_at({"status", "certificateStatus"});
  bool failed = std::find(std::begin(certificate_failures), std::end(certificate_failures), status) !=
                std::end(certificate_failures);
  std::string reason = open_domains(object->value, ip, failed);
  if (status == "Active" && !failed) return {parts::certificate, State::ready, value + ": Active", ""};
  const std::string shown = value + ": " + (status.empty() ? "Provisioning" : status);
  if (failed)
    return {parts::certificate, State::failed, shown, reason.empty() ? "see " + describe_command(object->ref) : reason};
  if (reason.empty()) reason = "Google issues it when the DNS records of its domains lead to the balancer";
  if (!ip.empty()) reason += "; point them at " + ip;
  return {parts::certificate, State::waiting, shown, reason};
}

constexpr const char* renew = "kubectl milvus-l7 cert create --renew puts a new certificate into it";

Hop tls_secret(const Observed& observed, const std::string& name) {
  const std::string value = "Secret " + name;
  const Object* object = observed.find(kinds::secret, name);
  if (!object && observed.presence(kinds::secret, name) == Presence::unknown) {
    Hop hop = hops::unseen(parts::certificate, kinds::secret, observed);
    hop.value = value;
    return hop;
  }
  if (!object) {
    return {parts::certificate, State::failed, value,
            "it is not there: kubectl create secret tls " + name_in_command(name, "NAME") + " --cert=FILE --key=FILE"};
  }
  const Value* data = object->value.find("data");
  if (data && (!data->find("tls.crt") || !data->find("tls.key"))) {
    return {parts::certificate, State::failed, value, "it needs the keys tls.crt and tls.key"};
  }
  const auto validity = observed.certificates.find(name);
  if (validity == observed.certificates.end()) return {parts::certificate, State::ready, value, ""};
  const std::string until = validity->second.text();
  switch (validity->second.state()) {
    case Validity::State::good: return {parts::certificate, State::ready, value + ", " + until, ""};
    case Validity::State::ends_soon: return {parts::certificate, State::ready, value + ": " + until, ""};
    default:
      return {
          parts::certificate, State::failed, value,
          until + "; " + (validity->second.issuer.empty() ? renew : "have " + validity->second.issuer + " renew it")};
  }
}

/// A later certificate adds to the earlier ones; the worst of them is told.
void add(Hop& all, Hop one) {
  static constexpr std::array order = {State::ready, State::unknown, State::waiting, State::failed};
  const auto rank = [](State state) { return std::find(order.begin(), order.end(), state); };
  const std::string value = all.value.empty() ? one.value : all.value + ", " + one.value;
  if (rank(one.state) > rank(all.state)) all = std::move(one);
  all.value = value;
}

Hop certificate_of(const Observed& observed, const Entry& entry) {
  const Object& ingress = entry.object;
  const std::string ip = entry.address();
  Hop all = {parts::certificate, State::ready, "", ""};
  const std::vector<std::string> managed = items_of(annotation(ingress.value, managed_certificates));
  for (const std::string& name : managed) add(all, managed_certificate(observed, name, ip));
  for (const std::string& name : served_secrets(entry).names) add(all, tls_secret(observed, name));
  // Google's certificate controller writes the same annotation; then it says nothing that is not known yet.
  const std::string& shared = annotation(ingress.value, pre_shared_cert);
  if (!shared.empty() && managed.empty()) {
    add(all, {parts::certificate, ip.empty() ? State::waiting : State::ready, "pre-shared certificate " + shared,
              ip.empty() ? "the balancer takes it up with its address" : ""});
  }
  if (!all.value.empty() || all.state != State::ready) return all;
  return {parts::certificate, State::failed, "none",
          "without a certificate GKE serves plaintext HTTP, or nothing: use --tls-secret, --managed-certificate or "
          "--pre-shared-cert"};
}

// ---- backend

/// What the controller says of a backend in the Ingress's annotation, `{"k8s1-..":"HEALTHY"}`; "" where it says
/// nothing. A name that ends in '-' stands for every one that begins so.
std::string status_of(const Observed& observed, const std::string& backends, const std::string& name) {
  if (backends.empty()) return "";
  try {
    const Value decoded = observed.format->read(backends);
    for (const auto& [key, status] : decoded.members()) {
      if (key == name || (name.ends_with('-') && key.starts_with(name))) return status.text();
    }
  } catch (const TextError&) {
    // The controller writes it anew with its next look at the backends.
  }
  return "";
}

/// The backend of Milvus: its network endpoint group, or the node port where there is none.
std::string backend_name(const Observed& observed) {
  const milvus::Milvus& milvus = observed.milvus;
  const auto status = observed.service_json.find(std::string(neg_status));
  if (status != observed.service_json.end()) {
    const std::string& group = status->second.text_at({"network_endpoint_groups", std::to_string(milvus.port())});
    if (!group.empty()) return group;
  }
  const auto wanted = observed.service_json.find(std::string(neg));
  if (wanted != observed.service_json.end() && wanted->second.find("ingress")) return "";
  const std::string& node_port = milvus.service.value.text_at({"spec", "ports", milvus.port_index, "nodePort"});
  return node_port.empty() ? "" : "k8s-be-" + node_port + '-';
}

Hop backend_of(const Observed& observed, const Object& ingress, const Hop& pods) {
  const std::string name = backend_name(observed);
  if (name.empty()) {
    return {parts::backend, State::waiting, "no network endpoint group yet",
            "the controller makes one for a Service with the annotation cloud.google.com/neg that an Ingress uses"};
  }
  const std::string status = status_of(observed, annotation(ingress.value, backends_status), name);
  if (status == "HEALTHY") return {parts::backend, State::ready, status, ""};
  if (status.empty() || status == "Unknown") {
    return {parts::backend, State::waiting, status.empty() ? "no status yet" : status,
            "the balancer has not checked " + name + " yet"};
  }
  if (pods.state == State::waiting) return {parts::backend, State::waiting, status, "the pods are not ready yet"};
  return {
      parts::backend, State::failed, status,
      "the health check fails: see that the BackendConfig asks for " + std::string(health_path) + " on port " +
          std::to_string(observed.milvus.health_port()) +
          " and is named in the Service's annotation, and that Milvus speaks TLS; kubectl milvus-l7 check tells more"};
}

}  // namespace

Health health(const Observed& observed, const Wishes& wishes) {
  Health health;
  const Hop pods = hops::pods_of(observed);
  if (const Entry* entry = entry_for(observed, wishes, cloud()).used) {
    health.address = entry->address();
    health.hops = {address_of(observed, *entry), certificate_of(observed, *entry),
                   backend_of(observed, entry->object, pods)};
  } else {
    hops::without_entry(observed, ingress_api(), health);
  }
  health.hops.push_back(hops::service_of(observed));
  health.hops.push_back(pods);
  return health;
}

}  // namespace l7::gcp
