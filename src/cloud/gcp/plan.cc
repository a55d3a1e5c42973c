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
// - Port 80 is served beside 443 unless allow-http is "false", and alone where no certificate is named. Where one is
//   named and missing, nothing new is served.
// - The managed-certificate controller writes pre-shared-cert as well, so that annotation is added to, never replaced.

#include <algorithm>

#include "cloud/access.h"
#include "cloud/cloud.h"
#include "cloud/findings.h"
#include "cloud/gcp/facts.h"
#include "cloud/gcp/findings.h"
#include "cloud/gcp/hops.h"
#include "cloud/gcp/options.h"
#include "cloud/gcp/parts.h"
#include "cloud/network_policy.h"
#include "cloud/planner.h"
#include "entry/ingress.h"
#include "milvus/findings.h"
#include "milvus/tls.h"
#include "model/text.h"

namespace l7::gcp {
namespace {

class Gcp final : public Cloud {
 public:
  std::string_view name() const override { return "gcp"; }
  std::string_view title() const override { return "Google Cloud Application Load Balancer (GKE Ingress)"; }
  std::span<const FindingKind* const> finding_kinds() const override { return gcp::finding_kinds(); }
  std::string_view platform() const override { return "Google Cloud"; }
  std::string_view controller() const override { return "GKE"; }
  std::string_view request_timeout() const override { return "the longest call, 3600"; }
  std::span<const Option* const> options() const override { return gcp::options(); }
  std::span<const Substitute> substitutes() const override { return gcp::substitutes(); }
  void check(const Wishes& wishes) const override { gcp::check(wishes); }
  std::vector<std::string> names_asked_for(const Wishes& wishes) const override {
    const std::optional<std::string>& name = wishes.options[managed_certificate];
    return name ? std::vector<std::string>{*name} : std::vector<std::string>();
  }
  Plan plan(const Observed& observed, const Wishes& wishes) const override;

  std::span<const WatchedKind> watched_kinds() const override {
    // A plan names no FrontendConfig and no ManagedCertificate but those it makes.
    static constexpr auto makes_frontend = [](const Wishes& wishes) { return !wishes.ssl_policy.empty(); };
    static constexpr auto makes_certificate = [](const Wishes& wishes) {
      return wishes.options.has(managed_certificate);
    };
    static constexpr WatchedKind kinds[] = {
        {backend_config_version, backend_config_kind.kind},
        {frontend_config_version, frontend_config_kind.kind, true, makes_frontend},
        {managed_certificate_version, managed_certificate_kind.kind, true, makes_certificate},
        {neg_version, neg_kind.kind, true, only_judged}};
    return kinds;
  }

  std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes) const override {
    return gcp::diagnose(observed, plan, wishes);
  }

  Health health(const Observed& observed, const Wishes& wishes) const override { return gcp::health(observed, wishes); }
  std::string complaint(const Observed& observed, const Entry& entry) const override {
    const auto hop = complaint_about(observed, entry, false);
    return hop ? hop->reason : "";
  }

  const EntryApi& entry_api() const override { return ingress_api(); }
  bool serves(const Entry& entry) const override { return is_gce(entry); }
  ServedSecrets served_secrets(const Entry& entry) const override { return gcp::served_secrets(entry); }
  Verdict verdict_on(const CertificateFacts& facts, std::chrono::sys_seconds) const override {
    return gcp::verdict_on(facts);
  }
  std::span<const std::string_view> layer4_annotations() const override { return gcp::layer4_annotations; }
  std::span<const std::string_view> service_annotations() const override { return gcp::service_annotations; }
  std::span<const GroupKind> written_kinds() const override { return gcp::written_kinds; }

  std::string internal_layer4(const Value& service) const override { return gcp::internal_layer4(service); }
  bool is_internal(const Entry& entry) const override { return entry.class_annotation == internal_class; }

  /// The annotation is the only thing that counts here, so the API server's complaint about it helps nobody.
  bool expects_warning(std::string_view text) const override {
    return text.find(ingress_class) != text.npos && text.find("deprecated") != text.npos;
  }

  std::span<const AnswerHint> answer_hints() const override { return gcp::answer_hints(); }

  bool runs(const std::vector<Object>& nodes, const std::vector<Object>&) const override {
    return std::any_of(nodes.begin(), nodes.end(), [](const Object& node) {
      return node.value.text_at({"spec", "providerID"}).starts_with("gce://");
    });
  }
};

/// Whether the workload gets another hash of its settings, and with it new pods.
bool restart(Planner& plan, const milvus::Server& server, bool changed, const std::string& hash) {
  const milvus::Place place = server.restart_annotations().at(restart_annotation);
  const Value* there = place.object->value.find(place.path);
  if (!changed && !there) return false;
  plan.set(place, hash, Phase::backend, "Milvus reads tlsMode at start only; this restarts it");
  return !there || there->text() != hash;
}

/// Milvus speaks TLS and its pods load the setting.
void plan_milvus(Planner& plan) {
  const milvus::TlsPlan tls = milvus::speak_tls(plan.milvus());
  plan.report(tls.findings);
  for (const milvus::SettingChange& change : tls.changes) plan.set_setting(change);
  if (!tls.changes.empty()) plan.report_plaintext();

  // A run that was cut off between the settings and the restart has left its undo record on the ConfigMap.
  const bool begun = !annotation(plan.milvus().config.object.value, undo_annotation).empty();
  bool restarts = restart(plan, plan.milvus().server, !tls.changes.empty() || begun, tls.config_sha256);
  for (const milvus::Server& other : plan.milvus().others) {
    if (restart(plan, other, !tls.changes.empty() || begun, tls.config_sha256)) restarts = true;
  }
  if (restarts) plan.report(milvus::refuse_paused(plan.milvus()));
}

/// Policies add up: one that lets the balancer in is enough.
void note_network_policies(Planner& plan) {
  const milvus::Milvus& milvus = plan.milvus();
  const std::vector<const Object*> policies = ingress_policies(plan.observed());
  for (const std::string_view range : balancer_ranges) {
    for (const int port : {milvus.container_port(), milvus.health_port()}) {
      if (admitted(policies, range, port, milvus.server)) continue;
      for (const Object* policy : policies) plan.report(network_policy, policy->origin, to_string(policy->ref));
      return;
    }
  }
}

/// GKE has nothing in an Ingress or its objects that limits addresses but a policy.
void note_access(Planner& plan) {
  const Layer4Access limits = plan.limits_to_keep();
  if (plan.wishes().options[security_policy].names_one()) return;
  if (!limits.ranges.empty()) {
    plan.report(source_ranges, where(plan.milvus().service), limits.ranges_from + ": " + joined(limits.ranges, ", "));
  } else if (!limits.other_limit.empty()) {
    plan.report(shared_findings::access_limit, where(plan.milvus().service), limits.other_limit);
  }
}

/// What the plan makes and the API server does not know.
void find_missing_kinds(Planner& plan) {
  for (const std::string& kind : plan.made_of_missing_kinds()) {
    plan.report(crd_missing, kind, "the API server does not serve " + kind);
  }
}

Plan Gcp::plan(const Observed& observed, const Wishes& wishes) const {
  Planner plan(observed, wishes, gcp::cloud());
  plan.report(milvus::refuse_operator(observed.milvus));
  plan.report(milvus::refuse_mutual_tls(observed.milvus));
  if (plan.refused()) return plan.take();
  if (observed.milvus.port_name().empty()) {
    plan.report(unnamed_port, to_string(observed.milvus.service.ref), "port " + std::to_string(observed.milvus.port()));
  }
  note_network_policies(plan);
  note_access(plan);
  plan_service(plan);
  plan_milvus(plan);
  plan_certificate(plan);
  plan_ingress(plan);
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
