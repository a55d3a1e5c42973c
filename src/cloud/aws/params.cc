// IngressClassParams: what they say counts before the annotations (pkg/ingress/model_build_*.go).

#include <algorithm>
#include <string>
#include <vector>

#include "cloud/aws/diagnosis_parts.h"
#include "cloud/aws/facts.h"
#include "cloud/aws/findings.h"
#include "cloud/planner.h"
#include "model/kinds.h"

namespace l7::aws {
namespace {

/// A field and the annotation that it overrides.
struct Override {
  std::string_view field;
  std::string_view key;
};

constexpr Override whole[] = {
    {"scheme", "scheme"},        {"ipAddressType", "ip-address-type"},  {"group", "group.name"},
    {"sslPolicy", "ssl-policy"}, {"certificateArn", "certificate-arn"}, {"inboundCIDRs", "inbound-cidrs"},
    {"subnets", "subnets"},      {"wafv2AclArn", "wafv2-acl-arn"}};

/// Lists of key and value: a key that only the annotation has stays.
constexpr Override by_key[] = {{"loadBalancerAttributes", "load-balancer-attributes"}, {"tags", "tags"}};

/// What a field comes to as an annotation's list: `{name: x}` and `{ids: [x]}` are x.
std::vector<std::string> texts_of(const Value& field) {
  const Value* inner = field.is_map() ? field.find("name") : nullptr;
  if (!inner && field.is_map()) inner = field.find("ids");
  const Value& value = inner ? *inner : field;
  if (value.is_map()) return {to_json(value)};
  if (!value.is_list()) return {value.text()};
  std::vector<std::string> texts;
  for (const Value& item : value.items()) texts.push_back(item.text());
  return texts;
}

bool same(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

std::string shown(const Value& field) { return field.is_map() || field.is_list() ? to_json(field) : field.text(); }

void compare_whole(const Value& spec, const Value& ingress, const std::string& at, std::vector<Finding>& findings) {
  for (const Override& one : whole) {
    const Value* theirs = spec.find(one.field);
    const std::string& ours = annotation(ingress, alb(one.key));
    if (!theirs || ours.empty() || same(texts_of(*theirs), items_of(ours))) continue;
    findings.push_back({&params_override, at, std::string(one.field) + ": " + shown(*theirs) + " beats " + ours});
  }
}

void compare_by_key(const Value& spec, const Value& ingress, const std::string& at, std::vector<Finding>& findings) {
  for (const Override& one : by_key) {
    for (const Value& entry : spec.items_at({one.field})) {
      const std::string& key = entry.text_at({"key"});
      const std::string& theirs = entry.text_at({"value"});
      const std::string ours = attribute(annotation(ingress, alb(one.key)), key);
      if (ours.empty() || ours == theirs) continue;
      findings.push_back({&params_override, at, std::string(one.field) + ": " + key + '=' + theirs + " beats " + ours});
    }
  }
}

/// `spec` is null where the class names no parameters.
void look_for_certificate(const Entry& planned, const Value* spec, const std::string& at,
                          std::vector<Finding>& findings) {
  const Value& ingress = planned.object.value;
  const bool https = annotation(ingress, alb("listen-ports")).find("HTTPS") != std::string::npos;
  const bool named = !annotation(ingress, alb("certificate-arn")).empty() || has_host(planned);
  const bool by_class = spec && !spec->items_at({"certificateArn"}).empty();
  if (https && !named && !by_class) findings.push_back({&certificate_missing, at, "no host, and no certificate ARN"});
}

}  // namespace

void look_at_parameters(const Observed& observed, const Entry& planned, const Object& ingress_class, bool node_ports,
                        const std::string& at, std::vector<Finding>& findings) {
  if (ingress_class.value.text_at({"spec", "controller"}) != load_balancer_controller) return;
  const std::string& name = ingress_class.value.text_at({"spec", "parameters", "name"});
  if (name.empty()) return look_for_certificate(planned, nullptr, at, findings);
  const Object* params = params_of(observed, planned);
  if (!params) {
    if (observed.presence(params_kind, name) == Presence::absent) {
      findings.push_back({&params_missing, where(ingress_class), std::string(params_kind.kind) + ' ' + name});
    }
    return;
  }
  const Value* spec = params->value.find("spec");
  look_for_certificate(planned, spec, at, findings);
  if (!spec) return;
  compare_whole(*spec, planned.object.value, where(*params), findings);
  compare_by_key(*spec, planned.object.value, where(*params), findings);
  if (spec->text_at({"targetType"}) == "instance" && !node_ports) {
    findings.push_back({&params_target_type, where(*params), "targetType: instance"});
  }
}

}  // namespace l7::aws
