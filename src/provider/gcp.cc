// Google Kubernetes Engine, Ingress for external and internal Application Load Balancers (the GKE Ingress controller).
//
// What is odd about it, and what this file does about it (sources: kubernetes/ingress-gce, gke-managed-certs, GKE
// docs):
//
// - It speaks HTTP/2 to backends over TLS only; there is no h2c. So Milvus itself must get tlsMode 1. The balancer does
//   not verify the certificate it is shown.
// - The protocol is an annotation on the Service, keyed by the *name* of the port. A name that does not match means
//   HTTP/1.1, silently. The alpha spelling of the annotation shadows the right one.
// - A health check is derived from the protocol and would ask Milvus for / over HTTP/2. Milvus answers health on its
//   metrics port only, so a BackendConfig names port and path. Container-native load balancing (a NEG) lets the check
//   reach a port that the Service does not show, and a ClusterIP Service be a backend at all.
// - The backend timeout is 30 s for the whole call, not for silence: a long search dies in the middle.
// - Only the annotation kubernetes.io/ingress.class selects the controller; spec.ingressClassName is ignored.
// - It fails open: an Ingress whose TLS Secret is missing serves plaintext HTTP unless allow-http is "false".
// - The managed-certificate controller writes pre-shared-cert as well, so that annotation is added to, never replaced.

#include "provider/gcp.h"

#include <algorithm>
#include <array>

#include "milvus/clients.h"
#include "milvus/findings.h"
#include "milvus/tls.h"
#include "model/error.h"
#include "provider/findings.h"
#include "provider/planner.h"

namespace l7 {
namespace {

constexpr std::string_view app_protocols = "cloud.google.com/app-protocols";
constexpr std::string_view app_protocols_alpha = "service.alpha.kubernetes.io/app-protocols";
constexpr std::string_view backend_config = "cloud.google.com/backend-config";
constexpr std::string_view backend_config_beta = "beta.cloud.google.com/backend-config";
constexpr std::string_view neg = "cloud.google.com/neg";
constexpr std::string_view ingress_class = "kubernetes.io/ingress.class";
constexpr std::string_view allow_http = "kubernetes.io/ingress.allow-http";
constexpr std::string_view global_static_ip = "kubernetes.io/ingress.global-static-ip-name";
constexpr std::string_view regional_static_ip = "kubernetes.io/ingress.regional-static-ip-name";
constexpr std::string_view gce_prefix = "ingress.gcp.kubernetes.io/";
constexpr std::string_view pre_shared_cert = "ingress.gcp.kubernetes.io/pre-shared-cert";
constexpr std::string_view managed_certificates = "networking.gke.io/managed-certificates";
constexpr std::string_view frontend_config = "networking.gke.io/v1beta1.FrontendConfig";

constexpr int default_timeout_sec = 3600;
constexpr int draining_timeout_sec = 60;
constexpr std::size_t managed_domain_length = 63;
constexpr std::size_t managed_domain_count = 100;

const FindingKind unnamed_port = {"gcp-unnamed-port", Severity::error, "the Service's Milvus port has no name",
                                  "GKE finds the protocol of a port by the port's name and falls back to HTTP/1.1.",
                                  "name the port (chart value service.portName), then run this again"};

const FindingKind tls_secret_unseen = {
    "gcp-tls-secret", Severity::warning, "the balancer's certificate cannot be seen from here",
    "Without the Secret GKE serves neither HTTPS nor HTTP for this Ingress.",
    "create it before the release: kubectl create secret tls NAME --cert=FILE --key=FILE"};

const FindingKind backend_config_replaced = {
    "gcp-backend-config-replaced", Severity::warning, "the Milvus port had another BackendConfig",
    "It is not among the objects, so its health check cannot be set right; a BackendConfig of ours takes its place.",
    "carry over what you need from it (security policy, timeouts), then remove it"};

const FindingKind network_policy = {"gcp-network-policy", Severity::warning, "a NetworkPolicy selects the Milvus pods",
                                    "Google's balancer and health checks come from 130.211.0.0/22 and 35.191.0.0/16, "
                                    "to the Milvus and the metrics port.",
                                    "allow both ranges on both ports in the policy's ingress rules"};

const FindingKind kept_in_place = {
    "gcp-ingress-kept", Severity::note, "an Ingress that leads to Milvus already is used",
    "It keeps its address, host and certificate; only what is wrong in it changes.", "nothing to do"};

/// GKE also takes an Ingress without any class, but so may another controller: such a one is GKE's when it carries what
/// only GKE writes or reads.
bool is_gce(const Value& ingress) {
  const std::string& name = annotation(ingress, ingress_class);
  if (!name.empty()) return name == "gce" || name == "gce-internal";
  const Value* annotations = ingress.find(Path{"metadata", "annotations"});
  if (!annotations || !ingress.text_at({"spec", "ingressClassName"}).empty()) return false;
  // Not the whole prefix ingress.kubernetes.io: other controllers read settings there.
  static constexpr std::string_view status_prefix = "ingress.kubernetes.io/";
  static constexpr std::string_view status[] = {"backends",     "forwarding-rule",    "https-forwarding-rule",
                                                "target-proxy", "https-target-proxy", "url-map",
                                                "ssl-cert",     "static-ip",          "redirect-url-map"};
  return std::any_of(annotations->members().begin(), annotations->members().end(), [](const Value::Member& member) {
    const std::string_view key = member.first;
    if (key.starts_with(gce_prefix) || key == managed_certificates) return true;
    return key.starts_with(status_prefix) &&
           std::find(std::begin(status), std::end(status), key.substr(status_prefix.size())) != std::end(status);
  });
}

[[noreturn]] void no_use(const char* flag, const char* instead) {
  throw UsageError("GKE has no use for this option", flag, instead);
}

/// Names of Compute Engine resources (RFC 1035, as its API documents them).
void check_resource_name(const std::string& name, const char* flag) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  static constexpr std::string_view others = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (name.empty()) return;
  if (name.size() > 63 || letters.find(name[0]) == std::string_view::npos || name.back() == '-' ||
      name.find_first_not_of(others) != std::string::npos) {
    throw UsageError("Google Cloud gives no resource the name '" + name + "'", flag,
                     "use its short name: lower-case letters, digits and '-', at most 63");
  }
}

void check_managed_certificate(const Options& options) {
  if (!options.managed_certificate) return;
  static constexpr const char* flag = "--managed-certificate";
  if (options.internal) {
    throw UsageError("a Google-managed certificate is for external balancers only", flag,
                     "use --tls-secret or --pre-shared-cert with --internal");
  }
  if (options.hosts.empty()) {
    throw UsageError("a Google-managed certificate needs a domain", flag, "add --host NAME");
  }
  if (options.hosts.size() > managed_domain_count) {
    throw UsageError("a Google-managed certificate takes at most 100 domains", flag, "use several certificates");
  }
  for (const std::string& host : options.hosts) {
    if (host.starts_with("*.") || host.size() > managed_domain_length) {
      throw UsageError("a Google-managed certificate takes no wildcard and at most 63 characters: " + host, "--host",
                       "use --tls-secret for this name");
    }
  }
}

class Gcp final : public Provider {
 public:
  std::string_view name() const override { return "gcp"; }
  std::string_view title() const override { return "Google Cloud Application Load Balancer (GKE Ingress)"; }

  std::span<const FindingKind* const> finding_kinds() const override {
    static constexpr std::array all = {&unnamed_port, &tls_secret_unseen, &backend_config_replaced, &network_policy,
                                       &kept_in_place};
    return all;
  }

  void check(const Options& options) const override;
  Plan plan(const milvus::Observed& observed, const Options& options) const override;
};

void Gcp::check(const Options& options) const {
  if (!options.certificate_arn.empty())
    no_use("--certificate-arn", "use --tls-secret, --managed-certificate or --pre-shared-cert");
  if (!options.waf_acl.empty()) no_use("--waf-acl", "use --security-policy (Cloud Armor)");
  if (!options.inbound_cidrs.empty()) no_use("--inbound-cidrs", "use --security-policy (Cloud Armor)");
  if (!options.subnets.empty()) no_use("--subnets", "leave it out");
  if (!options.security_groups.empty()) no_use("--security-groups", "leave it out");
  if (!options.group.empty()) no_use("--group", "leave it out");
  if (options.internal && !options.ssl_policy.empty()) {
    throw UsageError("GKE takes an SSL policy for external balancers only", "--ssl-policy",
                     "leave it out with --internal");
  }
  if (options.request_timeout_sec && *options.request_timeout_sec < 1) {
    throw UsageError("the timeout must be at least one second", "--request-timeout-sec", "leave it out for an hour");
  }
  check_resource_name(options.pre_shared_cert, "--pre-shared-cert");
  check_resource_name(options.static_ip, "--static-ip");
  check_resource_name(options.security_policy, "--security-policy");
  check_resource_name(options.ssl_policy, "--ssl-policy");
  check_managed_certificate(options);
}

void note_plaintext_clients(Planner& plan) {
  for (const Object& object : plan.observed().neighbours) {
    if (milvus::is_plaintext_client(object.value, plan.milvus())) {
      plan.find(milvus::plaintext_client, object.origin,
                to_string(object.ref) + " connects to " + plan.milvus().service.ref.name);
    }
  }
}

/// Milvus speaks TLS and its pods load the setting.
void plan_milvus(Planner& plan) {
  const milvus::TlsPlan tls = milvus::speak_tls(plan.observed());
  plan.find(tls.findings);
  for (const milvus::SettingChange& change : tls.changes) plan.set_setting(change);
  if (!tls.changes.empty()) note_plaintext_clients(plan);

  const Object& workload = plan.milvus().server.workload;
  const Path restart = {"spec", "template", "metadata", "annotations", restart_annotation};
  // A run that was cut off between the settings and the restart has left its undo record on the ConfigMap.
  const bool begun = !annotation(plan.observed().config.config_map.value, undo_annotation).empty();
  if (!tls.changes.empty() || begun || workload.value.find(restart)) {
    plan.set(workload, restart, tls.config_sha256, Phase::backend,
             "Milvus reads tlsMode at start only; this restarts it");
  }
}

/// The BackendConfig in force for the port, in the controller's order: by name, by number, the default.
std::string backend_config_in(const Planner& plan, std::string_view key) {
  const auto decoded = plan.observed().service_json.find(std::string(key));
  if (decoded == plan.observed().service_json.end()) return "";
  const Path lookups[] = {
      {"ports", plan.milvus().port_name()}, {"ports", std::to_string(plan.milvus().port())}, {"default"}};
  for (const Path& path : lookups) {
    const std::string& name = decoded->second.text_at(path);
    if (!name.empty()) return name;
  }
  return "";
}

/// The annotation that counts: the beta one does where the other is missing.
std::string_view backend_config_key(const Planner& plan) {
  const Value& service = plan.milvus().service.value;
  const bool beta = annotation(service, backend_config).empty() && !annotation(service, backend_config_beta).empty();
  return beta ? backend_config_beta : backend_config;
}

/// What a BackendConfig for Milvus has to say. Of one that is there, a longer timeout and any draining stay.
Value backend_config_spec(const Planner& plan, const Object* there) {
  const Options& options = plan.options();
  Value spec;
  spec.set("healthCheck",
           Value::map({{"type", "HTTP"}, {"requestPath", "/healthz"}, {"port", plan.milvus().health_port()}}));
  const Value* timeout = there ? there->value.find(Path{"spec", "timeoutSec"}) : nullptr;
  const int longest = std::max(timeout ? timeout->as_int(0) : 0, default_timeout_sec);
  spec.set("timeoutSec", options.request_timeout_sec.value_or(longest));
  if (!there || !there->value.find(Path{"spec", "connectionDraining", "drainingTimeoutSec"})) {
    spec.set(Path{"connectionDraining", "drainingTimeoutSec"}, draining_timeout_sec);
  }
  if (!options.security_policy.empty()) spec.set(Path{"securityPolicy", "name"}, options.security_policy);
  return spec;
}

void plan_backend_config(Planner& plan) {
  const std::string own = own_name(plan.milvus());
  const std::string_view key = backend_config_key(plan);
  const std::string in_force = backend_config_in(plan, key);
  const std::string why = "Milvus answers health checks on its metrics port only, and calls may last longer than 30 s";
  const Object* kept = in_force == own ? nullptr : plan.observed().find("BackendConfig", in_force);
  if (kept) {
    plan.adopt(*kept, Value::map({{"spec", backend_config_spec(plan, kept)}}), Phase::prepare, why);
    return;
  }
  Value wanted = plan.start("cloud.google.com/v1", "BackendConfig", own);
  wanted.set("spec", backend_config_spec(plan, nullptr));
  plan.own(std::move(wanted), Phase::prepare, why);
  if (in_force == own) return;
  if (!in_force.empty()) {
    plan.find(backend_config_replaced, to_string(plan.milvus().service.ref), std::string(key) + " named " + in_force);
  }
  plan.set_json(backend_config, {"ports", plan.milvus().port_name()}, own, Phase::prepare,
                "gives the port its health check and timeout");
}

void plan_service(Planner& plan) {
  const Object& service = plan.milvus().service;
  plan.remove(service, {"metadata", "annotations", app_protocols_alpha}, Phase::prepare,
              "it shadows cloud.google.com/app-protocols");
  plan.set_json(app_protocols, {plan.milvus().port_name()}, "HTTP2", Phase::prepare, "gRPC needs HTTP/2 up to the pod");
  plan_backend_config(plan);
  plan.set_json(neg, {"ingress"}, true, Phase::prepare, "the balancer reaches the pods directly, without a NodePort");
}

bool uses_tls_secret(const Options& options) {
  return !options.tls_secret.empty() || (!options.managed_certificate && options.pre_shared_cert.empty());
}

std::string managed_certificate_name(const Planner& plan) {
  const std::string& asked = *plan.options().managed_certificate;
  return asked.empty() ? own_name(plan.milvus()) : asked;
}

void plan_certificate(Planner& plan) {
  if (plan.options().managed_certificate) {
    Value wanted = plan.start("networking.gke.io/v1", "ManagedCertificate", managed_certificate_name(plan));
    std::vector<Value> domains(plan.options().hosts.begin(), plan.options().hosts.end());
    wanted.set(Path{"spec", "domains"}, Value::list(std::move(domains)));
    plan.own(std::move(wanted), Phase::prepare, "Google issues and renews the certificate");
  }
  if (!plan.options().ssl_policy.empty()) {
    Value wanted = plan.start("networking.gke.io/v1beta1", "FrontendConfig", own_name(plan.milvus()));
    wanted.set(Path{"spec", "sslPolicy"}, plan.options().ssl_policy);
    plan.own(std::move(wanted), Phase::prepare, "the TLS versions and ciphers that clients may use");
  }
}

/// A list of names with commas, with one more in it: the others were put there by somebody, or by Google.
std::string with_name(const std::string& names, const std::string& name) {
  std::vector<std::string> all = split(names);
  if (std::find(all.begin(), all.end(), name) != all.end()) return names;
  all.push_back(name);
  return joined(all);
}

/// The annotations of the Ingress; `there` is what it has. One that is internal is never opened to the world.
Value ingress_annotations(const Planner& plan, const Value& there, bool internal) {
  const Options& options = plan.options();
  Value wanted = Value::map();
  wanted.set(ingress_class, internal ? "gce-internal" : "gce");
  wanted.set(allow_http, "false");
  if (!options.static_ip.empty()) {
    wanted.set(internal ? regional_static_ip : global_static_ip, options.static_ip);
  }
  if (!options.pre_shared_cert.empty()) {
    wanted.set(pre_shared_cert, with_name(annotation(there, pre_shared_cert), options.pre_shared_cert));
  }
  if (options.managed_certificate) {
    wanted.set(managed_certificates,
               with_name(annotation(there, managed_certificates), managed_certificate_name(plan)));
  }
  if (!options.ssl_policy.empty()) wanted.set(frontend_config, own_name(plan.milvus()));
  for (const auto& [key, value] : options.annotations) wanted.set(key, value);
  return wanted;
}

Value tls_of(const Planner& plan) {
  return Value::list({Value::map({{"secretName", tls_secret_name(plan.milvus(), plan.options())}})});
}

void note_tls_secret(Planner& plan) {
  const std::string secret = tls_secret_name(plan.milvus(), plan.options());
  if (plan.observed().presence("Secret", secret) == milvus::Presence::unknown) {
    plan.find(tls_secret_unseen, "Ingress", "Secret " + secret);
  }
}

/// An Ingress that was made by hand: its rules lead to Milvus, its certificate and hosts are somebody's choice.
void keep_ingress(Planner& plan, const Object& there) {
  const std::string why = "the Ingress that leads to Milvus already keeps its address";
  plan.find(kept_in_place, there.origin, to_string(there.ref));
  const bool has_certificate = there.value.find(Path{"spec", "tls"}) ||
                               !annotation(there.value, pre_shared_cert).empty() ||
                               !annotation(there.value, managed_certificates).empty();
  Value wanted = Value::map();
  const bool internal = plan.options().internal || annotation(there.value, ingress_class) == "gce-internal";
  wanted.set(Path{"metadata", "annotations"}, ingress_annotations(plan, there.value, internal));
  if (!plan.options().tls_secret.empty() || (!has_certificate && uses_tls_secret(plan.options()))) {
    wanted.set(Path{"spec", "tls"}, tls_of(plan));
    note_tls_secret(plan);
  }
  if (!plan.options().hosts.empty()) wanted.set(Path{"spec", "rules"}, plan.rules_beside(there.value));
  plan.adopt(there, wanted, Phase::ingress, why);
  plan.remove(there, {"spec", "ingressClassName"}, Phase::ingress, "GKE ignores it and reads the annotation only");
}

void plan_ingress(Planner& plan) {
  const Object* there = plan.ingress(is_gce);
  if (there && label(there->value, owner_label).empty()) return keep_ingress(plan, *there);

  Value wanted = plan.start("networking.k8s.io/v1", "Ingress",
                            there ? there->ref.name : ingress_name(plan.milvus(), plan.options()));
  const Value annotations = ingress_annotations(plan, there ? there->value : Value(), plan.options().internal);
  for (const auto& [key, value] : annotations.members()) {
    wanted.set(Path{"metadata", "annotations", key}, value);
  }
  if (uses_tls_secret(plan.options())) {
    wanted.set(Path{"spec", "tls"}, tls_of(plan));
    note_tls_secret(plan);
  }
  wanted.set(Path{"spec", "rules"}, plan.rules());
  plan.own(std::move(wanted), Phase::ingress, "the balancer: HTTPS for clients, HTTP/2 to Milvus");
}

/// A NetworkPolicy does unless it names other types only.
bool restricts_ingress(const Value& policy) {
  const Value* types = policy.find(Path{"spec", "policyTypes"});
  return !types || std::any_of(types->items().begin(), types->items().end(),
                               [](const Value& type) { return type.text() == "Ingress"; });
}

Plan Gcp::plan(const milvus::Observed& observed, const Options& options) const {
  Planner plan(observed, options);
  plan.find(milvus::refuse_operator(observed));
  plan.find(milvus::refuse_mutual_tls(observed));
  if (plan.refused()) return plan.take();
  if (observed.milvus.port_name().empty()) {
    plan.find(unnamed_port, to_string(observed.milvus.service.ref), "port " + std::to_string(observed.milvus.port()));
  }
  for (const Object& object : observed.neighbours) {
    if (object.ref.kind == "NetworkPolicy" && restricts_ingress(object.value)) {
      plan.find(network_policy, object.origin, to_string(object.ref));
    }
  }
  plan_service(plan);
  plan_milvus(plan);
  plan_certificate(plan);
  plan_ingress(plan);
  plan.close_layer4();
  return plan.take();
}

}  // namespace

const Provider& gcp() {
  static const Gcp provider;
  return provider;
}

}  // namespace l7
