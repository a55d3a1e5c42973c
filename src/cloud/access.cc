#include "cloud/access.h"

#include <algorithm>
#include <string_view>

#include "cloud/planner.h"
#include "cloud/written.h"
#include "model/text.h"

namespace l7 {
namespace {

/// RFC 1918 and RFC 4193: a load balancer with such an address is reached from the private network only.
bool is_private(std::string_view ip) {
  if (ip.starts_with("10.") || ip.starts_with("192.168.")) return true;
  if (ip.find(':') != ip.npos) return ip.starts_with("fc") || ip.starts_with("fd");
  static constexpr std::string_view block = "172.";
  if (!ip.starts_with(block)) return false;
  const std::string_view rest = ip.substr(block.size());
  const std::string second(rest.substr(0, rest.find('.')));
  return second.size() == 2 && second >= "16" && second <= "31";
}

std::string private_address(const Value& service) {
  std::string found;
  for (const Value& address : service.items_at({"status", "loadBalancer", "ingress"})) {
    const std::string& ip = address.text_at({"ip"});
    if (!is_private(ip)) return "";
    found = "its address " + ip;
  }
  return found;
}

/// The first cloud's answer that is not empty.
template <typename Question>
std::string first_answer(Question&& question) {
  for (const Cloud* cloud : clouds()) {
    if (std::string answer = question(*cloud); !answer.empty()) return answer;
  }
  return "";
}

/// The field goes before the annotation (k8s.io/cloud-provider, GetLoadBalancerSourceRanges).
void read_ranges(const Value& service, Layer4Access& access) {
  const Value* field = service.find(Path{"spec", "loadBalancerSourceRanges"});
  if (field && !field->items().empty()) {
    access.ranges_from = "spec.loadBalancerSourceRanges";
    for (const Value& range : field->items()) access.ranges.emplace_back(trimmed(range.text(), " "));
  } else if (const std::string& text = annotation(service, source_ranges_annotation); !text.empty()) {
    access.ranges_from = "annotation " + std::string(source_ranges_annotation);
    access.ranges = items_of(text);
  }
  if (is_everybody(access.ranges)) access.ranges.clear();
}

}  // namespace

bool is_everybody(const std::vector<std::string>& ranges) {
  return std::find(ranges.begin(), ranges.end(), "0.0.0.0/0") != ranges.end();
}

Layer4Access layer4_access(const Value& service, const Cloud& in) {
  Layer4Access access;
  if (service.text_at({"spec", "type"}) != "LoadBalancer") return access;
  access.internal = first_answer([&](const Cloud& cloud) { return cloud.internal_layer4(service); });
  if (access.internal.empty()) access.internal = in.internal_by_default(service);
  if (access.internal.empty()) access.internal = private_address(service);
  access.other_limit = first_answer([&](const Cloud& cloud) { return cloud.layer4_limit(service); });
  read_ranges(service, access);
  return access;
}

}  // namespace l7
