// What stands in the way on GKE, beside what the plan finds; and what is wrong with a release that was exposed by hand,
// mostly by the published guide.

#include <algorithm>
#include <set>

#include "cloud/diagnosis.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/parts.h"
#include "milvus/tls.h"

namespace l7::gcp {
namespace {

/// Collects the findings about one Milvus.
class Diagnosis {
 public:
  Diagnosis(const milvus::Observed& observed, const Plan& plan, const Options& options);

  void look_at_service();
  void look_at_backend_config();
  void look_at_ingresses();
  void look_at_ingress();
  void look_at_secrets();
  void look_at_managed_certificates();
  void look_at_cluster();

  std::vector<Finding> findings;

 private:
  void find(const FindingKind& kind, const std::string& at, const std::string& seen) {
    findings.push_back({&kind, at, seen});
  }
  void look_at_domains(const Value& certificate);

  const milvus::Observed& observed_;
  const Plan& plan_;
  const Options& options_;
  /// The Ingress in use; nothing where the plan makes one.
  const Object* used_;
  /// It, as the plan leaves it.
  Value ingress_;
  std::string at_;
};

Diagnosis::Diagnosis(const milvus::Observed& observed, const Plan& plan, const Options& options)
    : observed_(observed), plan_(plan), options_(options), used_(Planner(observed, options).ingress(is_gce)) {
  const std::string name = used_ ? used_->ref.name : ingress_name(observed.milvus, options);
  ingress_ = diagnosis::planned(observed, plan, "Ingress", name);
  at_ = used_ ? where(*used_) : "Ingress " + name;
}

void Diagnosis::look_at_service() {
  const Object& service = observed_.milvus.service;
  for (const std::string_view old : {app_protocols_alpha, backend_config_beta}) {
    const std::string& text = annotation(service.value, old);
    if (!text.empty()) find(shadowing_annotation, where(service), std::string(old) + ": " + text);
  }
  const auto protocols = observed_.service_json.find(std::string(app_protocols));
  const Value* ports = service.value.find(Path{"spec", "ports"});
  if (protocols == observed_.service_json.end() || !ports) return;
  for (const auto& [key, value] : protocols->second.members()) {
    const std::string& name = key;
    const bool there = std::any_of(ports->items().begin(), ports->items().end(),
                                   [&](const Value& port) { return port.text_at({"name"}) == name; });
    if (!there) {
      find(protocol_port, where(service),
           std::string(app_protocols) + " names port " + name + "; the Milvus port is called " +
               observed_.milvus.port_name());
    }
  }
}

void Diagnosis::look_at_backend_config() {
  const std::string name = backend_config_in_force(observed_);
  const Object* config = name.empty() ? nullptr : observed_.find("BackendConfig", name);
  if (!config) {
    if (used_ && name.empty()) find(health_check, at_, "the Service names no BackendConfig");
    return;
  }
  const Value* timeout = config->value.find(Path{"spec", "timeoutSec"});
  if (!timeout || timeout->as_int(0) <= platform_timeout_sec) {
    find(short_timeout, where(*config), timeout ? "timeoutSec is " + timeout->text() : "timeoutSec is not set");
  }
  const Value* check = config->value.find(Path{"spec", "healthCheck"});
  const std::string port = std::to_string(observed_.milvus.health_port());
  if (!check) {
    find(health_check, where(*config), "it has no healthCheck");
  } else if (check->text_at({"type"}) != "HTTP" || check->text_at({"requestPath"}) != health_path ||
             check->text_at({"port"}) != port) {
    find(health_check, where(*config), "its healthCheck is " + to_json(*check));
  }
}

/// Those that lead to Milvus and that the controller may not take.
void Diagnosis::look_at_ingresses() {
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind != "Ingress" || !annotation(object.value, ingress_class).empty()) continue;
    if (!milvus::routes_to(object.value, observed_.milvus)) continue;
    const std::string& name = object.value.text_at({"spec", "ingressClassName"});
    if (name.empty()) {
      find(no_class, where(object), to_string(object.ref));
    } else if (name == external_class || name == internal_class) {
      find(class_name_ignored, where(object), to_string(object.ref) + " has ingressClassName " + name);
    }
  }
}

void Diagnosis::look_at_ingress() {
  if (used_) {
    const std::string& http = annotation(used_->value, allow_http);
    if (http != "false") {
      find(plaintext_allowed, at_, http.empty() ? std::string(allow_http) + " is not set" : http);
    }
    if (observed_.config.presence == milvus::Presence::present && milvus::tls_mode(observed_) == 0) {
      find(plaintext_backend, at_, "it leads to Milvus, which has tlsMode 0");
    }
  }
  if (!annotation(ingress_, global_static_ip).empty() && !annotation(ingress_, regional_static_ip).empty()) {
    find(two_static_ips, at_,
         annotation(ingress_, global_static_ip) + " and " + annotation(ingress_, regional_static_ip));
  }
  if (annotation(ingress_, ingress_class) == internal_class) {
    find(proxy_subnet, at_, "class " + std::string(internal_class));
  }
  diagnosis::look_for_same_hosts(observed_, ingress_, findings);
}

void Diagnosis::look_at_secrets() {
  for (const std::string& name : served_secrets(ingress_).names) {
    const Value secret = diagnosis::planned(observed_, plan_, "Secret", name);
    if (secret.is_null()) {
      if (observed_.presence("Secret", name) == milvus::Presence::absent) {
        find(tls_secret_missing, at_, "Secret " + name);
      }
      continue;
    }
    if (secret.text_at({"type"}) != tls_secret_type) {
      find(tls_secret_type_wrong, "Secret " + name, "its type is " + secret.text_at({"type"}));
    }
    const Value* data = secret.find("data");
    if (data && (!data->find("tls.crt") || !data->find("tls.key"))) {
      find(tls_secret_keys, "Secret " + name, data->find("tls.crt") ? "it has no tls.key" : "it has no tls.crt");
    }
  }
}

void Diagnosis::look_at_domains(const Value& certificate) {
  const std::string at = "ManagedCertificate " + certificate.text_at({"metadata", "name"});
  const Value* domains = certificate.find(Path{"spec", "domains"});
  if (!domains) return;
  if (domains->items().size() > managed_domain_count) {
    find(managed_domain, at, std::to_string(domains->items().size()) + " domains");
  }
  for (const Value& domain : domains->items()) {
    if (!may_be_managed(domain.text())) find(managed_domain, at, domain.text());
  }
}

void Diagnosis::look_at_managed_certificates() {
  const std::vector<std::string> names = items_of(annotation(ingress_, managed_certificates));
  if (names.empty()) return;
  if (annotation(ingress_, ingress_class) == internal_class) {
    find(managed_internal, at_, annotation(ingress_, managed_certificates));
  }
  std::set<std::string> covered;
  for (const std::string& name : names) {
    const Value certificate = diagnosis::planned(observed_, plan_, "ManagedCertificate", name);
    // What could not be read may hold any domain.
    if (certificate.is_null()) {
      if (observed_.presence("ManagedCertificate", name) == milvus::Presence::absent) {
        find(managed_missing, at_, "ManagedCertificate " + name);
      }
      return;
    }
    look_at_domains(certificate);
    if (const Value* domains = certificate.find(Path{"spec", "domains"})) {
      for (const Value& domain : domains->items()) covered.insert(domain.text());
    }
  }
  if (ingress_.find(Path{"spec", "tls"}) || !annotation(ingress_, pre_shared_cert).empty()) return;
  for (const std::string& host : options_.hosts) {
    if (!covered.contains(host)) find(managed_host, at_, host);
  }
}

void Diagnosis::look_at_cluster() {
  const std::string kind(neg_kind);
  if (observed_.missing_kinds.contains(kind)) {
    find(crd_missing, kind, "the API server does not serve " + kind);
  }
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind == "IngressClass" &&
        annotation(object.value, "ingressclass.kubernetes.io/is-default-class") == "true") {
      find(default_class, where(object), to_string(object.ref));
    }
  }
}

}  // namespace

std::vector<Finding> diagnose(const milvus::Observed& observed, const Plan& plan, const Options& options) {
  Diagnosis all(observed, plan, options);
  all.look_at_cluster();
  all.look_at_service();
  all.look_at_backend_config();
  diagnosis::look_at_milvus(observed, all.findings);
  all.look_at_ingresses();
  all.look_at_ingress();
  all.look_at_secrets();
  all.look_at_managed_certificates();
  return std::move(all.findings);
}

}  // namespace l7::gcp
