// The certificate hop: what the balancer serves HTTPS with, from the Ingress, the Secrets and ManagedCertificates.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "cloud/gcp/facts.h"
#include "cloud/gcp/hops.h"
#include "cloud/gcp/parts.h"
#include "cloud/hops.h"
#include "model/kinds.h"
#include "model/text.h"

namespace l7::gcp {
namespace {

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

/// The domains that have no certificate yet.
struct OpenDomains {
  /// What became of each.
  std::string text;
  std::vector<std::string> names;
  bool failed = false;
};

OpenDomains open_domains(const Value& certificate, const std::string& ip) {
  OpenDomains open;
  for (const Value& entry : certificate.items_at({"status", "domainStatus"})) {
    const std::string& status = entry.text_at({"status"});
    if (status == "Active") continue;
    const std::string& domain = entry.text_at({"domain"});
    open.names.push_back(domain);
    open.text += (open.text.empty() ? "" : "; ") + domain + " is " + (status.empty() ? "Provisioning" : status);
    for (const DomainStatus& failure : domain_failures) {
      if (status != failure.status) continue;
      open.failed = true;
      open.text += ", " + std::string(failure.fix);
      if (failure.status == "FailedNotVisible" && !ip.empty()) open.text += ' ' + ip;
    }
  }
  return open;
}

/// Where Google issues the certificate when their DNS records lead to the balancer.
std::string waiting_for(const Value& certificate, const OpenDomains& open, const std::string& ip) {
  std::vector<std::string> names = open.names;
  if (names.empty()) {
    for (const Value& domain : certificate.items_at({"spec", "domains"})) names.push_back(domain.text());
  }
  const std::string domains = names.empty() ? "its domains" : joined(names, ", ");
  const std::string text =
      open.text.empty() ? "Google issues it when the DNS records of " + domains + " lead to the balancer" : open.text;
  return ip.empty() ? text : text + "; point " + domains + " at " + ip;
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
  const OpenDomains open = open_domains(object->value, ip);
  const bool failed = open.failed || std::find(std::begin(certificate_failures), std::end(certificate_failures),
                                               status) != std::end(certificate_failures);
  if (status == "Active" && !failed) return {parts::certificate, State::ready, value + ": Active", ""};
  const std::string shown = value + ": " + (status.empty() ? "Provisioning" : status);
  if (!failed) return {parts::certificate, State::waiting, shown, waiting_for(object->value, open, ip)};
  return {parts::certificate, State::failed, shown,
          open.text.empty() ? "see " + describe_command(object->ref) : open.text};
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

}  // namespace

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

}  // namespace l7::gcp
