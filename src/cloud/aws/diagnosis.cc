// What stands in the way on AWS, beside what the plan finds: the controller, its class and their parameters, regions,
// groups; and an Ingress made by hand that cannot carry gRPC.

#include <algorithm>
#include <optional>
#include <set>

#include "cloud/aws/diagnosis_parts.h"
#include "cloud/aws/facts.h"
#include "cloud/aws/findings.h"
#include "cloud/aws/hops.h"
#include "cloud/aws/parts.h"
#include "cloud/aws/remedies.h"
#include "cloud/diagnosis.h"
#include "cloud/findings.h"
#include "model/kinds.h"

namespace l7::aws {
namespace {

class Diagnosis {
 public:
  Diagnosis(const Observed& observed, const Plan& plan, const Wishes& wishes);

  void look_at_controller();
  void look_at_class();
  void look_at_ingress();
  void look_at_target_type();
  void look_at_what_enable_repairs();
  void look_at_regions();
  void look_at_failures();
  void look_at_namespace();

  const Entry& planned() const { return entry_.planned; }
  const std::string& at() const { return at_; }

  std::vector<Finding> findings;

 private:
  void report(const FindingKind& kind, const std::string& at, const std::string& seen) {
    findings.push_back({&kind, at, seen});
  }
  bool has_node_ports() const;
  void compare_regions(const std::string& arn, const std::string& arn_region, const std::set<std::string>& regions);

  const Observed& observed_;
  const diagnosis::PlannedEntry entry_;
  const std::string& at_ = entry_.where;
  /// As the plan leaves them.
  const Value& ingress_ = entry_.planned.object.value;
  const Value service_;
};

Diagnosis::Diagnosis(const Observed& observed, const Plan& plan, const Wishes& wishes)
    : observed_(observed),
      entry_(diagnosis::planned_entry(observed, plan, wishes, cloud())),
      service_(diagnosis::planned_service(observed, plan)) {}

bool Diagnosis::has_node_ports() const {
  const std::string& type = service_.text_at({"spec", "type"});
  return type == "NodePort" || type == "LoadBalancer";
}

void Diagnosis::look_at_controller() {
  const std::string kind(binding_kind.kind);
  const bool auto_mode =
      std::any_of(observed_.neighbours.begin(), observed_.neighbours.end(), [](const Object& object) {
        return is(object.ref, kinds::ingress_class) &&
               object.value.text_at({"spec", "controller"}) == auto_mode_controller;
      });
  if (observed_.kinds.is_missing(binding_kind) && !auto_mode) {
    report(controller_missing, kind, "the API server does not serve " + kind);
  }
  const Object* deployment = observed_.find(kinds::deployment, controller_name);
  if (!deployment) return;
  const Value* available = deployment->value.find(Path{"status", "availableReplicas"});
  if (!available || available->as_int(0) == 0) {
    report(controller_not_ready, where(*deployment), to_string(deployment->ref) + " has no available pod");
  }
}

void Diagnosis::look_at_class() {
  const Entry& entry = entry_.planned;
  const std::string& name = entry.class_name.empty() ? entry.class_annotation : entry.class_name;
  const Object* found = observed_.find(kinds::ingress_class, name);
  if (found && is_alb_class(found->value)) {
    return look_at_parameters(observed_, entry, *found, has_node_ports(), at_, findings);
  }
  if (found) {
    return report(class_missing, where(*found), "its controller is " + found->value.text_at({"spec", "controller"}));
  }
  if (observed_.presence(kinds::ingress_class, name) != Presence::absent) return;
  std::string others;
  for (const Object& object : observed_.neighbours) {
    if (is(object.ref, kinds::ingress_class) && is_alb_class(object.value)) others += ' ' + object.ref.name;
  }
  report(class_missing, at_,
         "there is no IngressClass " + name + (others.empty() ? "" : "; the controller's:" + others));
}

/// An Ingress that was made by hand, and that the plan leaves otherwise.
void Diagnosis::look_at_what_enable_repairs() {
  if (!entry_.used) return;
  const Value& used = entry_.used->object.value;
  const std::string& version = annotation(used, alb("backend-protocol-version"));
  if (version != "GRPC") {
    report(not_grpc, at_, "backend-protocol-version is " + (version.empty() ? "not set (HTTP1)" : version));
  }
  const auto idle_timeout_of = [](const Value& ingress) {
    return Value(attribute(annotation(ingress, alb("load-balancer-attributes")), std::string(idle_timeout)))
        .as_int(platform_idle_timeout_sec);
  };
  const int now = idle_timeout_of(used);
  if (now < idle_timeout_of(ingress_)) report(idle_timeout_short, at_, "after " + std::to_string(now) + " s");
  for (const std::string_view key : health_check_keys) {
    const std::string& own = annotation(used, alb(key));
    if (!own.empty() && annotation(ingress_, alb(key)).empty()) {
      report(health_check_own, at_, std::string(key) + " is " + own);
    }
  }
  const std::string key = alb("ssl-policy");
  if (annotation(used, key).empty() && !annotation(ingress_, key).empty()) {
    report(ssl_policy_unset, at_, "ssl-policy is not set");
  }
}

void Diagnosis::look_at_ingress() {
  if (attribute(annotation(ingress_, alb("load-balancer-attributes")), std::string(deletion_protection)) == "true") {
    report(deletion_protected, at_, std::string(deletion_protection) + "=true");
  }
  const std::vector<std::string> subnets = items_of(annotation(ingress_, alb("subnets")));
  if (subnets.size() == 1) report(single_subnet, at_, "subnets: " + subnets.front());
  const bool has_address = entry_.used && !entry_.used->addresses.empty();
  if (subnets.empty() && !has_address) report(subnets_by_tag, at_, "no subnets are named");
  diagnosis::look_for_same_hosts(observed_, entry_.planned, findings);
}

/// The controller takes the Service's word before the Ingress', and instance where neither says anything.
void Diagnosis::look_at_target_type() {
  const std::string key = alb("target-type");
  const std::string& of_service = annotation(service_, key);
  const std::string& said = of_service.empty() ? annotation(ingress_, key) : of_service;
  if (said == "ip" || has_node_ports()) return;
  report(target_type, at_, said.empty() ? key + " is not set (instance)" : key + ": " + said);
}

void Diagnosis::compare_regions(const std::string& arn, const std::string& arn_region,
                                const std::set<std::string>& regions) {
  if (arn_region.empty() || regions.contains(arn_region)) return;
  report(arn_region_differs, at_, arn + " is of " + arn_region + ", the nodes are in " + *regions.begin());
}

void Diagnosis::look_at_regions() {
  std::set<std::string> regions;
  for (const Object& object : observed_.neighbours) {
    const std::string& region = label(object.value, region_label);
    if (is(object.ref, kinds::node) && !region.empty()) regions.insert(region);
  }
  if (regions.empty()) return;
  for (const std::string& arn : items_of(annotation(ingress_, alb("certificate-arn")))) {
    compare_regions(arn, region_of_arn(arn, "acm", "certificate/"), regions);
  }
  const std::string& acl = annotation(ingress_, alb("wafv2-acl-arn"));
  compare_regions(acl, region_of_arn(acl, "wafv2", "regional/webacl/"), regions);
}

/// What the controller complains of stands until it says otherwise.
void Diagnosis::look_at_failures() {
  if (!entry_.used) return;
  const Object& ingress = entry_.used->object;
  if (const auto failure = ingress_failure(observed_, ingress)) {
    report(shared_findings::controller_failure, at_, explained(failure->event, ingress.ref, remedies()));
  }
  const Object* binding = binding_of(observed_, *entry_.used);
  if (const auto failure = binding ? binding_failure(observed_, *binding) : std::nullopt) {
    report(shared_findings::controller_failure, to_string(binding->ref),
           explained(failure->event, binding->ref, remedies()));
  }
}

void Diagnosis::look_at_namespace() {
  const std::string& name = observed_.milvus.service.ref.name_space;
  const Object* name_space = observed_.find(kinds::name_space, name);
  if (name_space && label(name_space->value, readiness_gate_label) != "enabled") {
    report(readiness_gate, "Namespace " + name, std::string(readiness_gate_label) + " is not enabled");
  }
}

}  // namespace

std::vector<Finding> diagnose(const Observed& observed, const Plan& plan, const Wishes& wishes) {
  Diagnosis all(observed, plan, wishes);
  all.look_at_controller();
  all.look_at_class();
  diagnosis::look_at_milvus(observed, all.findings);
  all.look_at_ingress();
  all.look_at_target_type();
  all.look_at_what_enable_repairs();
  all.look_at_regions();
  look_at_group(observed, all.planned(), all.at(), all.findings);
  all.look_at_failures();
  all.look_at_namespace();
  return std::move(all.findings);
}

}  // namespace l7::aws
