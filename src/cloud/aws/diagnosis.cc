// What stands in the way on AWS, beside what the plan finds: the controller, its class and their parameters, regions,
// groups; and an Ingress made by hand that cannot carry gRPC.

#include <algorithm>
#include <optional>
#include <set>

#include "cloud/aws/facts.h"
#include "cloud/aws/findings.h"
#include "cloud/aws/parts.h"
#include "cloud/diagnosis.h"

namespace l7::aws {
namespace {

/// A field of IngressClassParams and the annotation it overrides.
struct Override {
  std::string_view field;
  std::string_view key;
};

constexpr Override overrides[] = {
    {"scheme", "scheme"},
    {"group", "group.name"},
    {"sslPolicy", "ssl-policy"},
    {"certificateArn", "certificate-arn"},
    {"inboundCIDRs", "inbound-cidrs"},
    {"subnets", "subnets"},
    {"loadBalancerAttributes", "load-balancer-attributes"},
    {"wafv2AclArn", "wafv2-acl-arn"},
};

/// What Ingresses of one group must not give two values (pkg/ingress/model_build_load_balancer.go, .._listener.go).
constexpr std::string_view group_keys[] = {"scheme",        "ip-address-type", "subnets",    "load-balancer-name",
                                           "inbound-cidrs", "security-groups", "ssl-policy", "wafv2-acl-arn"};

class Diagnosis {
 public:
  Diagnosis(const milvus::Observed& observed, const Plan& plan, const Options& options);

  void look_at_controller();
  void look_at_class();
  void look_at_ingress();
  void look_at_what_enable_repairs();
  void look_at_regions();
  void look_at_group();
  void look_at_namespace();

  std::vector<Finding> findings;

 private:
  void find(const FindingKind& kind, const std::string& at, const std::string& seen) {
    findings.push_back({&kind, at, seen});
  }
  void look_at_parameters(const Object& ingress_class);
  void compare_regions(const std::string& arn, const std::string& arn_region, const std::set<std::string>& regions);

  const milvus::Observed& observed_;
  /// The Ingress in use; nothing where the plan makes one.
  const Object* used_;
  /// It, as the plan leaves it.
  Value ingress_;
  std::string at_;
};

Diagnosis::Diagnosis(const milvus::Observed& observed, const Plan& plan, const Options& options)
    : observed_(observed), used_(Planner(observed, options).ingress(is_alb)) {
  const std::string name = used_ ? used_->ref.name : ingress_name(observed.milvus, options);
  ingress_ = diagnosis::planned(observed, plan, "Ingress", name);
  at_ = used_ ? where(*used_) : "Ingress " + name;
}

void Diagnosis::look_at_controller() {
  const std::string kind(binding_kind);
  const bool auto_mode =
      std::any_of(observed_.neighbours.begin(), observed_.neighbours.end(), [](const Object& object) {
        return object.ref.kind == "IngressClass" &&
               object.value.text_at({"spec", "controller"}) == auto_mode_controller;
      });
  if (observed_.missing_kinds.contains(kind) && !auto_mode) {
    find(controller_missing, kind, "the API server does not serve " + kind);
  }
  const Object* deployment = observed_.find("Deployment", controller_name);
  if (!deployment) return;
  const Value* available = deployment->value.find(Path{"status", "availableReplicas"});
  if (!available || available->as_int(0) == 0) {
    find(controller_not_ready, where(*deployment), to_string(deployment->ref) + " has no available pod");
  }
}

void Diagnosis::look_at_class() {
  std::string name = ingress_.text_at({"spec", "ingressClassName"});
  if (name.empty()) name = annotation(ingress_, class_annotation);
  const Object* found = observed_.find("IngressClass", name);
  if (found && is_alb_class(found->value)) return look_at_parameters(*found);
  if (found) {
    return find(class_missing, where(*found), "its controller is " + found->value.text_at({"spec", "controller"}));
  }
  if (observed_.presence("IngressClass", name) != milvus::Presence::absent) return;
  std::string others;
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind == "IngressClass" && is_alb_class(object.value)) others += ' ' + object.ref.name;
  }
  find(class_missing, at_, "there is no IngressClass " + name + (others.empty() ? "" : "; the controller's:" + others));
}

void Diagnosis::look_at_parameters(const Object& ingress_class) {
  const Value* named = ingress_class.value.find(Path{"spec", "parameters"});
  if (!named || named->text_at({"kind"}) != params_kind) return;
  const std::string& name = named->text_at({"name"});
  const Object* params = observed_.find(params_kind, name);
  if (!params) {
    if (observed_.presence(params_kind, name) == milvus::Presence::absent) {
      find(params_missing, where(ingress_class), std::string(params_kind) + ' ' + name);
    }
    return;
  }
  const Value* spec = params->value.find("spec");
  if (!spec) return;
  for (const Override& one : overrides) {
    const Value* value = spec->find(one.field);
    if (!value) continue;
    const std::string& ours = annotation(ingress_, alb(one.key));
    const std::string theirs = value->is_map() || value->is_list() ? to_json(*value) : value->text();
    if (!ours.empty() && ours != theirs) {
      find(params_override, where(*params), std::string(one.field) + ": " + theirs + " beats " + ours);
    }
  }
  if (spec->text_at({"targetType"}) == "instance") find(params_target_type, where(*params), "targetType: instance");
}

/// An Ingress that was made by hand, and that the plan leaves otherwise.
void Diagnosis::look_at_what_enable_repairs() {
  if (!used_) return;
  const std::string& version = annotation(used_->value, alb("backend-protocol-version"));
  if (version != "GRPC") {
    find(not_grpc, at_, "backend-protocol-version is " + (version.empty() ? "not set (HTTP1)" : version));
  }
  const auto idle_timeout_of = [](const Value& ingress) {
    return Value(attribute(annotation(ingress, alb("load-balancer-attributes")), std::string(idle_timeout)))
        .as_int(platform_idle_timeout_sec);
  };
  const int now = idle_timeout_of(used_->value);
  if (now < idle_timeout_of(ingress_)) find(idle_timeout_short, at_, "after " + std::to_string(now) + " s");
  for (const std::string_view key : health_check_keys) {
    const std::string& own = annotation(used_->value, alb(key));
    if (!own.empty() && annotation(ingress_, alb(key)).empty()) {
      find(health_check_own, at_, std::string(key) + " is " + own);
    }
  }
  const std::string key = alb("ssl-policy");
  if (annotation(used_->value, key).empty() && !annotation(ingress_, key).empty()) {
    find(ssl_policy_unset, at_, "ssl-policy is not set");
  }
}

void Diagnosis::look_at_ingress() {
  if (attribute(annotation(ingress_, alb("load-balancer-attributes")), std::string(deletion_protection)) == "true") {
    find(deletion_protected, at_, std::string(deletion_protection) + "=true");
  }
  const std::vector<std::string> subnets = items_of(annotation(ingress_, alb("subnets")));
  if (subnets.size() == 1) find(single_subnet, at_, "subnets: " + subnets.front());
  const bool has_address = used_ && used_->value.find(Path{"status", "loadBalancer", "ingress"});
  if (subnets.empty() && !has_address) find(subnets_by_tag, at_, "no subnets are named");
  diagnosis::look_for_same_hosts(observed_, ingress_, findings);
}

void Diagnosis::compare_regions(const std::string& arn, const std::string& arn_region,
                                const std::set<std::string>& regions) {
  if (arn_region.empty() || regions.contains(arn_region)) return;
  find(arn_region_differs, at_, arn + " is of " + arn_region + ", the nodes are in " + *regions.begin());
}

void Diagnosis::look_at_regions() {
  std::set<std::string> regions;
  for (const Object& object : observed_.neighbours) {
    const std::string& region = label(object.value, region_label);
    if (object.ref.kind == "Node" && !region.empty()) regions.insert(region);
  }
  if (regions.empty()) return;
  for (const std::string& arn : items_of(annotation(ingress_, alb("certificate-arn")))) {
    compare_regions(arn, region_of_arn(arn, "acm", "certificate/"), regions);
  }
  const std::string& acl = annotation(ingress_, alb("wafv2-acl-arn"));
  compare_regions(acl, region_of_arn(acl, "wafv2", "regional/webacl/"), regions);
}

void Diagnosis::look_at_group() {
  const std::string& group = annotation(ingress_, alb("group.name"));
  if (group.empty()) return;
  for (const Object& object : observed_.neighbours) {
    if (object.ref.kind != "Ingress" || object.ref == ref_of(ingress_)) continue;
    if (annotation(object.value, alb("group.name")) != group) continue;
    for (const std::string_view key : group_keys) {
      const std::string& ours = annotation(ingress_, alb(key));
      const std::string& theirs = annotation(object.value, alb(key));
      if (ours.empty() || theirs.empty() || ours == theirs) continue;
      find(group_conflict, where(object),
           std::string(key) + " is " + theirs + " in " + to_string(object.ref) + " and " + ours + " here");
    }
  }
}

void Diagnosis::look_at_namespace() {
  const std::string& name = observed_.milvus.service.ref.name_space;
  const Object* name_space = observed_.find("Namespace", name);
  if (name_space && label(name_space->value, readiness_gate_label) != "enabled") {
    find(readiness_gate, "Namespace " + name, std::string(readiness_gate_label) + " is not enabled");
  }
}

}  // namespace

std::vector<Finding> diagnose(const milvus::Observed& observed, const Plan& plan, const Options& options) {
  Diagnosis all(observed, plan, options);
  all.look_at_controller();
  all.look_at_class();
  diagnosis::look_at_milvus(observed, all.findings);
  all.look_at_ingress();
  all.look_at_what_enable_repairs();
  all.look_at_regions();
  all.look_at_group();
  all.look_at_namespace();
  return std::move(all.findings);
}

}  // namespace l7::aws
