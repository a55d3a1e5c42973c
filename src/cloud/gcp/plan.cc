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

#include <algorithm>

#include "cloud/cloud.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/parts.h"
#include "cloud/network_policy.h"
#include "cloud/planner.h"
#include "milvus/clients.h"
#include "milvus/findings.h"
#include "milvus/tls.h"

namespace l7::gcp {
namespace {

class Gcp final : public Cloud {
 public:
  std::string_view name() const override { return "gcp"; }
  std::string_view title() const override { return "Google Cloud Application Load Balancer (GKE Ingress)"; }
  std::span<const FindingKind* const> finding_kinds() const override { return gcp::finding_kinds(); }
  void check(const Options& options) const override { gcp::check(options); }
  Plan plan(const milvus::Observed& observed, const Options& options) const override;

  std::span<const WatchedKind> watched_kinds() const override {
    // A plan names no FrontendConfig and no ManagedCertificate but those it makes.
    static constexpr auto makes_frontend = [](const Options& options) { return !options.ssl_policy.empty(); };
    static constexpr auto makes_certificate = [](const Options& options) {
      return options.managed_certificate.has_value();
    };
    static constexpr WatchedKind kinds[] = {
        {gcp::backend_config_version, "BackendConfig"},
        {gcp::frontend_config_version, "FrontendConfig", true, makes_frontend},
        {gcp::managed_certificate_version, "ManagedCertificate", true, makes_certificate},
        {gcp::neg_version, gcp::neg_kind, true, only_judged}};
    return kinds;
  }

  std::vector<Finding> diagnose(const milvus::Observed& observed, const Options& options) const override {
    return gcp::diagnose(observed, plan(observed, options), options);
  }

  Health health(const milvus::Observed& observed, const Options& options) const override {
    return gcp::health(observed, options);
  }

  bool is_mine(const Value& ingress) const override { return gcp::is_gce(ingress); }
  ServedSecrets served_secrets(const Value& ingress) const override { return gcp::served_secrets(ingress); }
  bool runs(const std::vector<Object>& nodes, const std::vector<Object>&) const override {
    return std::any_of(nodes.begin(), nodes.end(), [](const Object& node) {
      return node.value.text_at({"spec", "providerID"}).starts_with("gce://");
    });
  }
};

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

/// Policies add up: one that lets the balancer in is enough.
void note_network_policies(Planner& plan) {
  const milvus::Milvus& milvus = plan.milvus();
  const std::vector<const Object*> policies = ingress_policies(plan.observed());
  for (const std::string_view range : gcp::balancer_ranges) {
    for (const int port : {milvus.container_port(), milvus.health_port()}) {
      if (admitted(policies, range, port, milvus.server)) continue;
      for (const Object* policy : policies) plan.find(gcp::network_policy, policy->origin, to_string(policy->ref));
      return;
    }
  }
}

/// What the plan makes and the API server does not know.
void find_missing_kinds(Planner& plan) {
  for (const std::string& kind : plan.made_of_missing_kinds()) {
    plan.find(gcp::crd_missing, kind, "the API server does not serve " + kind);
  }
}

Plan Gcp::plan(const milvus::Observed& observed, const Options& options) const {
  Planner plan(observed, options);
  plan.find(milvus::refuse_operator(observed));
  plan.find(milvus::refuse_mutual_tls(observed));
  if (plan.refused()) return plan.take();
  if (observed.milvus.port_name().empty()) {
    plan.find(gcp::unnamed_port, to_string(observed.milvus.service.ref),
              "port " + std::to_string(observed.milvus.port()));
  }
  note_network_policies(plan);
  gcp::plan_service(plan);
  plan_milvus(plan);
  gcp::plan_certificate(plan);
  gcp::plan_ingress(plan);
  plan.close_layer4();
  find_missing_kinds(plan);
  return plan.take();
}

}  // namespace

const Cloud& cloud() {
  static const Gcp one;
  return one;
}

}  // namespace l7::gcp
