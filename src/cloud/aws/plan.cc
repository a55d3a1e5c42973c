// Amazon EKS with the AWS Load Balancer Controller (or EKS Auto Mode): an Ingress that becomes an Application Load
// Balancer.
//
// What is odd about it, and what this file does about it (source: kubernetes-sigs/aws-load-balancer-controller 3.x):
//
// - Every default is wrong for gRPC: protocol HTTP/1, targets by NodePort, internal scheme, a TLS policy of 2016, and a
//   stream is cut after a minute of silence. So everything is said.
// - gRPC needs an HTTPS listener; on HTTP the controller fails with InvalidLoadBalancerAction.
// - The ALB reaches Milvus in plaintext HTTP/2, so Milvus needs no setting. Where Milvus speaks TLS already, the
//   targets do.
// - The health check of a GRPC target group asks for /AWS.ALB/healthcheck and takes code 12 (unimplemented) for
//   healthy, which is what Milvus answers. Its matcher knows gRPC codes only, so /healthz on the metrics port cannot be
//   used, and code 0 would be wrong: Milvus does not implement what is asked.
// - An attribute that is left out of an annotation is never set back to its default.
// - The certificate is found by the Ingress's hosts when no ARN is given.
// - security-groups switches off inbound-cidrs, and needs manage-backend-security-group-rules.

#include <algorithm>

#include "cloud/access.h"
#include "cloud/aws/facts.h"
#include "cloud/aws/findings.h"
#include "cloud/aws/hops.h"
#include "cloud/aws/options.h"
#include "cloud/aws/parts.h"
#include "cloud/aws/remedies.h"
#include "cloud/cloud.h"
#include "cloud/findings.h"
#include "cloud/planner.h"
#include "entry/ingress.h"
#include "milvus/tls.h"
#include "model/error.h"
#include "model/text.h"

namespace l7::aws {
namespace {

class Aws final : public Cloud {
 public:
  std::string_view name() const override { return "aws"; }
  std::string_view title() const override { return "AWS Application Load Balancer"; }

  std::span<const FindingKind* const> finding_kinds() const override { return aws::finding_kinds(); }
  std::string_view platform() const override { return "AWS"; }
  std::string_view controller() const override { return "the AWS Load Balancer Controller"; }
  std::string_view request_timeout() const override { return "the longest silence in a call, 600"; }
  std::span<const Option* const> options() const override { return aws::options(); }
  std::span<const Substitute> substitutes() const override { return aws::substitutes(); }
  void check(const Wishes& wishes) const override { aws::check(wishes); }
  Plan plan(const Observed& observed, const Wishes& wishes) const override;

  std::span<const WatchedKind> watched_kinds() const override {
    static constexpr WatchedKind kinds[] = {{controller_version, params_kind.kind, false, only_judged},
                                            {controller_version, binding_kind.kind, true, only_judged}};
    return kinds;
  }

  std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes) const override {
    return aws::diagnose(observed, plan, wishes);
  }

  Health health(const Observed& observed, const Wishes& wishes) const override { return aws::health(observed, wishes); }

  const EntryApi& entry_api() const override { return ingress_api(); }
  bool serves(const Entry& entry) const override { return is_alb(entry); }
  std::span<const std::string_view> service_annotations() const override { return aws::service_annotations; }
  std::string internal_layer4(const Value& service) const override { return aws::internal_layer4(service); }
  std::string internal_by_default(const Value& service) const override { return aws::internal_by_default(service); }
  std::string layer4_limit(const Value& service) const override { return aws::layer4_limit(service); }
  bool is_internal(const Entry& entry) const override {
    return annotation(entry.object.value, alb("scheme")) != "internet-facing";
  }
  bool shares_load_balancers(const Observed& observed, const Wishes& wishes) const override;
  std::string complaint(const Observed& observed, const Entry& entry) const override {
    const auto failure = ingress_failure(observed, entry.object);
    return failure ? explained(failure->event, entry.object.ref, remedies()) : "";
  }
  std::optional<Finding> against_deletion(const Entry& entry) const override;
  ServedSecrets served_secrets(const Entry&) const override { return {}; }
  Verdict verdict_on(const CertificateFacts& facts, std::chrono::sys_seconds now) const override {
    return aws::verdict_on(facts, now);
  }
  std::span<const AnswerHint> answer_hints() const override { return aws::answer_hints(); }
  bool runs(const std::vector<Object>& nodes, const std::vector<Object>& ingress_classes) const override {
    return std::any_of(nodes.begin(), nodes.end(),
                       [](const Object& node) {
                         return node.value.text_at({"spec", "providerID"}).starts_with("aws://");
                       }) ||
           std::any_of(ingress_classes.begin(), ingress_classes.end(),
                       [](const Object& one) { return is_alb_class(one.value); });
  }
};

bool Aws::shares_load_balancers(const Observed& observed, const Wishes& wishes) const {
  const Entry* used = entry_for(observed, wishes, aws::cloud()).used;
  const std::string key = alb("group.name");
  return !wishes.options[group].empty() || (used && !group_of(observed, *used).empty()) ||
         std::any_of(wishes.annotations.begin(), wishes.annotations.end(),
                     [&](const auto& one) { return one.first == key; });
}

std::optional<Finding> Aws::against_deletion(const Entry& entry) const {
  const std::string key = alb("load-balancer-attributes");
  const std::string& attributes = annotation(entry.object.value, key);
  if (attribute(attributes, std::string(deletion_protection)) != "true") return std::nullopt;
  return Finding{&deletion_protected, to_string(entry.object.ref), key + " holds " + attributes};
}

std::string_view scheme_of(bool internal) { return internal ? "internal" : "internet-facing"; }

/// A new ALB lets in those whom the old load balancer lets in, unless something else is said.
void keep_limits(Planner& plan, Value& annotations) {
  const Wishes& wishes = plan.wishes();
  const Layer4Access limits = plan.limits_to_keep();
  if (!wishes.options[inbound_cidrs].empty() || !wishes.options[security_groups].empty()) return;
  const std::string at = where(plan.milvus().service);
  if (!limits.ranges.empty()) {
    plan.report(ranges_kept, at, limits.ranges_from + ": " + joined(limits.ranges, ", "));
    annotations.set(alb("inbound-cidrs"), joined(limits.ranges, ","));
  } else if (!limits.other_limit.empty()) {
    plan.report(shared_findings::access_limit, at, limits.other_limit);
  }
}

/// `there` is the Ingress as it is, if there is one; `wanted` what the plan sets in it.
void note_certificate(Planner& plan, const Entry* there, const Value& wanted) {
  const auto said = [&](std::string_view key) {
    const std::string& set = annotation(wanted, alb(key));
    return set.empty() && there ? annotation(there->object.value, alb(key)) : set;
  };
  const bool by_arn = !said("certificate-arn").empty();
  const bool by_controller = said("create-acm-cert") == "true";
  if (by_controller) {
    plan.report(by_arn ? certificate_twice : certificate_by_controller, "Ingress",
                alb("create-acm-cert") + ": true" + (by_arn ? ", and certificate-arn " + said("certificate-arn") : ""));
  }
  if (by_arn || by_controller) return;
  const bool by_host = (there && has_host(*there)) || !plan.wishes().hosts.empty();
  plan.report(by_host ? certificate_by_host : no_certificate, "Ingress", "no certificate ARN");
}

/// Says where nobody can know how Milvus speaks, unless --annotate does, which counts in any case. True where that is
/// kept from sight on purpose: in a Secret, or behind a variable. A ConfigMap is mostly one that is not in the stream.
bool report_hidden_tls(Planner& plan) {
  const std::string key = alb("backend-protocol");
  const auto& said = plan.wishes().annotations;
  if (std::any_of(said.begin(), said.end(), [&](const auto& one) { return one.first == key; })) return false;
  const milvus::Server& server = plan.milvus().server;
  const std::string variable = plan.milvus().deciding_variable("common.security.tlsMode");
  const std::string workload = to_string(server.workload.ref);
  if (!variable.empty() && !server.environment.values.contains(variable)) {
    plan.report(tls_unknown, server.workload.origin, workload + " sets " + variable + " from another object");
    return true;
  }
  const milvus::SettingsPlace& place = server.settings;
  if (!variable.empty() || !place.found() || plan.milvus().config.presence == Presence::present) return false;
  plan.report(
      tls_unknown, server.workload.origin,
      workload + " reads its settings from " + place.object.kind + ' ' + place.object.name + ", which is not here");
  return !place.is_readable();
}

/// An Ingress that was made by hand keeps its hosts and certificate, and its scheme unless --internal is given:
/// changing that replaces the balancer.
void keep_ingress(Planner& plan, const Entry& entry) {
  const Object& there = entry.object;
  plan.report(kept_in_place, there.origin, to_string(there.ref));
  Value wanted = Value::map();
  wanted.set(Path{"metadata", "annotations"}, required_annotations(plan, there.value));
  if (annotation(there.value, alb("ssl-policy")).empty() && plan.wishes().ssl_policy.empty()) {
    wanted.set(Path{"metadata", "annotations", alb("ssl-policy")}, default_ssl_policy);
  }
  if (plan.wishes().internal)
    wanted.set(Path{"metadata", "annotations", alb("scheme")}, scheme_of(*plan.wishes().internal));
  wanted.set("spec", ingress_api().spec_beside(entry, plan.wanted_entry()));
  plan.adopt(there, wanted, Phase::ingress, "the Ingress that leads to Milvus already keeps its address");
  for (const std::string_view key : health_check_keys) {
    plan.remove(there, {"metadata", "annotations", alb(key)}, Phase::ingress,
                "the default check for gRPC is the one that Milvus answers as expected");
  }
  note_certificate(plan, &entry, wanted);
}

/// The controller takes what is said of a target group from the Service first (aws-load-balancer-controller,
/// pkg/ingress, model_build_target_group.go), so what would break gRPC there is set right there.
void correct_service(Planner& plan) {
  static const std::string why =
      "the controller reads the Service's annotations before the Ingress', and gRPC needs this";
  const milvus::Milvus& milvus = plan.milvus();
  const bool tls = milvus::tls_mode(milvus) == 1;
  const std::pair<std::string_view, std::string_view> wanted[] = {
      {"backend-protocol-version", "GRPC"}, {"backend-protocol", tls ? "HTTPS" : "HTTP"}, {"target-type", "ip"}};
  const auto place = [&](std::string_view key) { return milvus.service_annotations().at(alb(key)); };
  const auto is_there = [&](std::string_view key) { return !annotation(milvus.service.value, alb(key)).empty(); };
  for (const auto& [key, value] : wanted) {
    if (!is_there(key) || annotation(milvus.service.value, alb(key)) == value) continue;
    plan.report(service_annotation, where(milvus.service),
                alb(key) + ": " + annotation(milvus.service.value, alb(key)));
    plan.set(place(key), value, Phase::ingress, why);
  }
  for (const std::string_view key : health_check_keys) {
    if (!is_there(key)) continue;
    plan.report(service_annotation, where(milvus.service),
                alb(key) + ": " + annotation(milvus.service.value, alb(key)));
    plan.remove(place(key), Phase::ingress, why);
  }
}

void plan_ingress(Planner& plan) {
  plan.report_entries();
  const Entry* there = plan.entry();
  if (there && label(there->object.value, owner_label).empty()) return keep_ingress(plan, *there);

  Value wanted = plan.start_entry();
  Value& metadata = *wanted.find("metadata");
  if (!metadata.find("annotations")) metadata.set("annotations", Value::map());
  Value& annotations = *metadata.find("annotations");
  annotations.set(alb("scheme"), scheme_of(plan.is_internal()));
  keep_limits(plan, annotations);
  annotations.set(alb("ssl-policy"), default_ssl_policy);
  const Value required = required_annotations(plan, there ? there->object.value : Value());
  for (const auto& [key, value] : required.members()) annotations.set(key, value);
  WantedEntry wanted_entry = plan.wanted_entry();
  wanted_entry.class_name = class_name;
  wanted.set("spec", ingress_api().spec(wanted_entry));
  note_certificate(plan, there, wanted);
  plan.create_or_update(std::move(wanted), Phase::ingress, "the balancer: HTTPS for clients, gRPC to Milvus");
}

Plan Aws::plan(const Observed& observed, const Wishes& wishes) const {
  Planner plan(observed, wishes, aws::cloud());
  plan.report(milvus::refuse_operator(observed.milvus));
  plan.report(milvus::refuse_mutual_tls(observed.milvus));
  if (plan.refused()) return plan.take();
  if (!wishes.options[security_groups].empty() && !wishes.options[inbound_cidrs].empty()) {
    plan.report(cidrs_ignored, "Ingress", "inbound-cidrs " + joined(wishes.options[inbound_cidrs], ","));
  }
  plan.report(milvus::unknown_environment(plan.milvus()));
  const bool hidden = report_hidden_tls(plan);
  if (wishes.options[import_certificate]) plan.own_tls_secret("the certificate in it is imported into ACM");
  correct_service(plan);
  plan_ingress(plan);
  // Spoken to in the wrong way no target is healthy.
  if (!hidden) plan.close_layer4();
  return plan.take();
}

}  // namespace

const Cloud& cloud() {
  static const Aws one;
  return one;
}

}  // namespace l7::aws
