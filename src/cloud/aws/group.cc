// Ingresses of one group share one balancer, whatever their namespaces. What contradicts itself fails all of them; what
// one says counts for those that say nothing; and the rules of one come before those of the next (pkg/ingress:
// model_build_load_balancer.go, model_build_load_balancer_attributes.go, model_build_tags.go, model_builder.go).

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "cloud/aws/diagnosis_parts.h"
#include "cloud/aws/facts.h"
#include "cloud/aws/findings.h"
#include "cloud/planner.h"
#include "model/kinds.h"

namespace l7::aws {
namespace {

/// What must not have two values.
constexpr std::string_view single_keys[] = {"scheme",     "ip-address-type", "load-balancer-name",
                                            "ssl-policy", "wafv2-acl-arn",   "manage-backend-security-group-rules"};
/// The same, whose order says nothing; one member's count for all.
constexpr std::string_view list_keys[] = {"subnets", "security-groups", "inbound-cidrs"};
/// Lists of `key=value`, in which no key must have two values.
constexpr std::string_view map_keys[] = {"load-balancer-attributes", "tags"};

std::set<std::string> set_of(const std::string& list) {
  const std::vector<std::string> items = items_of(list);
  return {items.begin(), items.end()};
}

std::map<std::string, std::string> map_of(const std::string& list) {
  std::map<std::string, std::string> found;
  for (const std::string& item : items_of(list)) {
    const std::size_t equals = item.find('=');
    if (equals != std::string::npos) found[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return found;
}

/// Whether a rule takes calls to every host and path.
bool takes_all(const Entry& entry) {
  const std::vector<Value>& rules = entry.object.value.items_at({"spec", "rules"});
  return std::any_of(rules.begin(), rules.end(), [](const Value& rule) {
    if (!rule.text_at({"host"}).empty()) return false;
    const std::vector<Value>& paths = rule.items_at({"http", "paths"});
    return std::any_of(paths.begin(), paths.end(), [](const Value& path) {
      const std::string& text = path.text_at({"path"});
      return text == "/*" || ((text.empty() || text == "/") && path.text_at({"pathType"}) != "Exact");
    });
  });
}

bool listens_for_https(const Value& ingress) {
  const std::string& ports = annotation(ingress, alb("listen-ports"));
  if (ports.empty()) return !annotation(ingress, alb("certificate-arn")).empty();
  return ports.find("443") != std::string::npos;
}

/// By which the rules of a group's members are ordered.
std::tuple<int, std::string> order_of(const Entry& entry) {
  return {Value::number(annotation(entry.object.value, alb("group.order"))).as_int(0),
          entry.object.ref.name_space + '/' + entry.object.ref.name};
}

class Comparison {
 public:
  Comparison(const Entry& ours, const Entry& theirs, const std::string& at, std::vector<Finding>& findings)
      : ours_(ours), theirs_(theirs), other_(to_string(theirs.object.ref)), at_(at), findings_(findings) {}

  void look_at_single() {
    for (const std::string_view key : single_keys) {
      if (!mine(key).empty() && !yours(key).empty() && mine(key) != yours(key)) conflict(key, yours(key), mine(key));
    }
  }

  void look_at_lists() {
    for (const std::string_view key : list_keys) {
      if (mine(key).empty() && yours(key).empty()) continue;
      if (mine(key).empty()) {
        report(group_shares, std::string(key) + ' ' + yours(key) + " of " + other_ + " counts here too");
      } else if (yours(key).empty()) {
        report(group_shares, std::string(key) + ' ' + mine(key) + " counts for " + other_ + " too");
      } else if (set_of(mine(key)) != set_of(yours(key))) {
        conflict(key, yours(key), mine(key));
      }
    }
  }

  void look_at_maps() {
    for (const std::string_view list : map_keys) {
      const std::map<std::string, std::string> here = map_of(mine(list));
      for (const auto& [key, value] : map_of(yours(list))) {
        const auto found = here.find(key);
        if (found != here.end() && found->second != value) {
          conflict(std::string(list) + ' ' + key, value, found->second);
        }
      }
    }
  }

  void look_at_rules() {
    if (!listens_for_https(theirs_.object.value)) return;
    const bool first = order_of(theirs_) < order_of(ours_);
    if (first && takes_all(theirs_)) {
      report(group_catch_all, other_ + " has a rule without a host, and comes before this one");
    } else if (!first && takes_all(ours_)) {
      report(group_catch_all, "this one has a rule without a host, and comes before " + other_);
    }
  }

 private:
  const std::string& mine(std::string_view key) const { return annotation(ours_.object.value, alb(key)); }
  const std::string& yours(std::string_view key) const { return annotation(theirs_.object.value, alb(key)); }
  void report(const FindingKind& kind, const std::string& seen) { findings_.push_back({&kind, at_, seen}); }
  void conflict(std::string_view key, const std::string& there, const std::string& here) {
    report(group_conflict, std::string(key) + " is " + there + " in " + other_ + " and " + here + " here");
  }

  const Entry& ours_;
  const Entry& theirs_;
  std::string other_;
  const std::string& at_;
  std::vector<Finding>& findings_;
};

}  // namespace

void look_at_group(const Observed& observed, const Entry& planned, const std::string& at,
                   std::vector<Finding>& findings) {
  const std::string group = group_of(observed, planned);
  if (group.empty()) return;
  if (!observed.kinds.is_everywhere(kinds::ingress)) {
    findings.push_back({&group_unseen, at, "group " + group});
  }
  for (const std::vector<Entry>* entries : {&observed.entries, &observed.other_entries}) {
    for (const Entry& other : *entries) {
      const bool member = is_alb(other) || annotation(other.object.value, alb("group.name")) == group;
      if (!member || group_of(observed, other) != group || other.object.ref == planned.object.ref) continue;
      Comparison comparison(planned, other, at, findings);
      comparison.look_at_single();
      comparison.look_at_lists();
      comparison.look_at_maps();
      comparison.look_at_rules();
    }
  }
}

}  // namespace l7::aws
