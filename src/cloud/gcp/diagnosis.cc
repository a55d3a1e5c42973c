// What stands in the way on GKE, beside what the plan finds; and what is wrong with a release that was exposed by hand,
// mostly by the published guide.

#include <algorithm>
#include <set>

#include "cloud/diagnosis.h"
#include "cloud/findings.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/hops.h"
#include "cloud/gcp/options.h"
#include "cloud/gcp/parts.h"
#include "cloud/hops.h"
#include "milvus/tls.h"
#include "model/kinds.h"

namespace l7::gcp {
namespace {

/// Collects the findings about one Milvus.
class Diagnosis {
 public:
  Diagnosis(const Observed& observed, const Plan& plan, const Wishes& wishes);

  void look_at_service();
  void look_at_backend_config();
  void look_at_ingresses();
  void look_at_ingress();
  void look_at_secrets();
  void look_at_managed_certificates();
  void look_at_cluster();
  void look_at_failures();

  std::vector<Finding> findings;

 private:
  void report(const FindingKind& kind, const std::string& at, const std::string& seen) {
    findings.push_back({&kind, at, seen});
  }
  void look_at_domains(const Value& certificate);

  const Observed& observed_;
  const Plan& plan_;
  const Wishes& wishes_;
  const diagnosis::PlannedEntry entry_;
  const std::string& at_ = entry_.where;
  /// As the plan leaves it.
  const Value& ingress_ = entry_.planned.object.value;
};

Diagnosis::Diagnosis(const Observed& observed, const Plan& plan, const Wishes& wishes)
    : observed_(observed),
      plan_(plan),
      wishes_(wishes),
      entry_(diagnosis::planned_entry(observed, plan, wishes, cloud())) {}

void Diagnosis::look_at_service() {
  const Object& service = observed_.milvus.service;
  for (const std::string_view old : {app_protocols_alpha, backend_config_beta}) {
    const std::string& text = annotation(service.value, old);
    if (!text.empty()) report(shadowing_annotation, where(service), std::string(old) + ": " + text);
  }
  const auto protocols = observed_.service_json.find(std::string(app_protocols));
  const Value* ports = service.value.find(Path{"spec", "ports"});
  if (protocols == observed_.service_json.end() || !ports) return;
  for (const auto& [key, value] : protocols->second.members()) {
    const std::string& name = key;
    const bool there = std::any_of(ports->items().begin(), ports->items().end(),
                                   [&](const Value& port) { return port.text_at({"name"}) == name; });
    if (!there) {
      report(protocol_port, where(service),
             std::string(app_protocols) + " names port " + name + "; the Milvus port is called " +
                 observed_.milvus.port_name());
    }
  }
}

void Diagnosis::look_at_backend_config() {
  const std::string name = backend_config_in_force(observed_);
  const Object* config = name.empty() ? nullptr : observed_.find(backend_config_kind, name);
  if (!config) {
    if (entry_.used && name.empty()) report(health_check, at_, "the Service names no BackendConfig");
    return;
  }
  const Value* timeout = config->value.find(Path{"spec", "timeoutSec"});
  if (!timeout || timeout->as_int(0) <= platform_timeout_sec) {
    report(short_timeout, where(*config), timeout ? "timeoutSec is " + timeout->text() : "timeoutSec is not set");
  }
  const Value* check = config->value.find(Path{"spec", "healthCheck"});
  const std::string port = std::to_string(observed_.milvus.health_port());
  if (!check) {
    report(health_check, where(*config), "it has no healthCheck");
  } else if (check->text_at({"type"}) != "HTTP" || check->text_at({"requestPath"}) != health_path ||
             check->text_at({"port"}) != port) {
    report(health_check, where(*config), "its healthCheck is " + to_json(*check));
  }
}

/// Those that lead to Milvus and that the controller may not take.
void Diagnosis::look_at_ingresses() {
  for (const Entry& entry : observed_.entries) {
    const Object& object = entry.object;
    if (!entry.class_annotation.empty() || !leads_to(entry, observed_.milvus)) continue;
    const std::string& name = entry.class_name;
    if (name.empty()) {
      report(no_class, where(object), to_string(object.ref));
    } else if (name == external_class || name == internal_class) {
      report(class_name_ignored, where(object), to_string(object.ref) + " has ingressClassName " + name);
    }
  }
}

void Diagnosis::look_at_ingress() {
  if (entry_.used) {
    const std::string& http = annotation(entry_.used->object.value, allow_http);
    if (http != "false") {
      report(plaintext_allowed, at_, http.empty() ? std::string(allow_http) + " is not set" : http);
    }
    if (observed_.milvus.config.presence == Presence::present && milvus::tls_mode(observed_.milvus) == 0) {
      report(plaintext_backend, at_, "it leads to Milvus, which has tlsMode 0");
    }
  }
  if (!annotation(ingress_, global_static_ip).empty() && !annotation(ingress_, regional_static_ip).empty()) {
    report(two_static_ips, at_,
           annotation(ingress_, global_static_ip) + " and " + annotation(ingress_, regional_static_ip));
  }
  if (entry_.planned.class_annotation == internal_class) {
    report(proxy_subnet, at_, "class " + std::string(internal_class));
  }
  diagnosis::look_for_same_hosts(observed_, entry_.planned, findings);
}

void Diagnosis::look_at_secrets() {
  for (const std::string& name : served_secrets(entry_.planned).names) {
    const Value secret = diagnosis::planned(observed_, plan_, kinds::secret, name);
    if (secret.is_null()) {
      if (observed_.presence(kinds::secret, name) == Presence::absent) {
        report(tls_secret_missing, at_, "Secret " + name);
      }
      continue;
    }
    if (secret.text_at({"type"}) != tls_secret_type) {
      report(tls_secret_type_wrong, "Secret " + name, "its type is " + secret.text_at({"type"}));
    }
    const Value* data = secret.find("data");
    if (data && (!data->find("tls.crt") || !data->find("tls.key"))) {
      report(tls_secret_keys, "Secret " + name, data->find("tls.crt") ? "it has no tls.key" : "it has no tls.crt");
    }
  }
}

void Diagnosis::look_at_domains(const Value& certificate) {
  const std::string at = "ManagedCertificate " + certificate.text_at({"metadata", "name"});
  const Value* domains = certificate.find(Path{"spec", "domains"});
  if (!domains) return;
  if (domains->items().size() > managed_domain_count) {
    report(managed_domain, at, std::to_string(domains->items().size()) + " domains");
  }
  for (const Value& domain : domains->items()) {
    if (!may_be_managed(domain.text())) report(managed_domain, at, domain.text());
  }
}

void Diagnosis::look_at_managed_certificates() {
  const std::vector<std::string> names = items_of(annotation(ingress_, managed_certificates));
  if (names.empty()) return;
  if (entry_.planned.class_annotation == internal_class) {
    report(managed_internal, at_, annotation(ingress_, managed_certificates));
  }
  std::set<std::string> covered;
  for (const std::string& name : names) {
    const Value certificate = diagnosis::planned(observed_, plan_, managed_certificate_kind, name);
    // What could not be read may hold any domain.
    if (certificate.is_null()) {
      if (observed_.presence(managed_certificate_kind, name) == Presence::absent) {
        report(managed_missing, at_, "ManagedCertificate " + name);
      }
      return;
    }
    look_at_domains(certificate);
    if (const Value* domains = certificate.find(Path{"spec", "domains"})) {
      for (const Value& domain : domains->items()) covered.insert(domain.text());
    }
  }
  if (entry_.planned.has_tls || !annotation(ingress_, pre_shared_cert).empty()) return;
  for (const std::string& host : wishes_.hosts) {
    if (!covered.contains(host)) report(managed_host, at_, host);
  }
}

void Diagnosis::look_at_cluster() {
  if (observed_.kinds.is_missing(neg_kind)) {
    const std::string kind(neg_kind.kind);
    report(crd_missing, kind, "the API server does not serve " + kind);
  }
  for (const Object& object : observed_.neighbours) {
    if (is(object.ref, kinds::ingress_class) &&
        annotation(object.value, "ingressclass.kubernetes.io/is-default-class") == "true") {
      report(default_class, where(object), to_string(object.ref));
    }
  }
}

/// What the controllers complain of and have not mended.
void Diagnosis::look_at_failures() {
  if (!entry_.used) return;
  const Hop backend = backend_of(observed_, entry_.used->object, hops::pods_of(observed_));
  const bool well = backend.state == State::ready && !entry_.used->addresses.empty();
  const auto complaint = complaint_about(observed_, *entry_.used, well);
  if (complaint && complaint->state == State::failed) {
    report(shared_findings::controller_failure, at_, complaint->reason);
  }
  if (backend.state == State::ready) return;
  if (const auto at_service = complaint_about_service(observed_)) {
    report(shared_findings::controller_failure, where(observed_.milvus.service), at_service->reason);
  }
}

}  // namespace

std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes) {
  Diagnosis all(observed, plan, wishes);
  all.look_at_cluster();
  all.look_at_service();
  all.look_at_backend_config();
  diagnosis::look_at_milvus(observed, all.findings);
  all.look_at_ingresses();
  all.look_at_ingress();
  all.look_at_secrets();
  all.look_at_managed_certificates();
  all.look_at_failures();
  return std::move(all.findings);
}

}  // namespace l7::gcp
