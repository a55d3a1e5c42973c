#include "cloud/aws/facts.h"

#include <algorithm>
#include <array>

#include "model/kinds.h"

namespace l7::aws {

std::string alb(std::string_view key) { return std::string(annotation_prefix) + std::string(key); }

bool is_alb(const Entry& entry) { return entry.class_name == class_name || entry.class_annotation == class_name; }

bool is_alb_class(const Value& ingress_class) {
  const std::string& controller = ingress_class.text_at({"spec", "controller"});
  return controller == load_balancer_controller || controller == auto_mode_controller;
}

const Object* params_of(const Observed& observed, const Entry& entry) {
  const std::string& name = entry.class_name.empty() ? entry.class_annotation : entry.class_name;
  const Object* ingress_class = observed.find(kinds::ingress_class, name);
  if (!ingress_class || ingress_class->value.text_at({"spec", "parameters", "kind"}) != params_kind.kind) {
    return nullptr;
  }
  return observed.find(params_kind, ingress_class->value.text_at({"spec", "parameters", "name"}));
}

std::string group_of(const Observed& observed, const Entry& entry) {
  const Object* params = params_of(observed, entry);
  const std::string shared = params ? params->value.text_at({"spec", "group", "name"}) : "";
  return shared.empty() ? annotation(entry.object.value, alb("group.name")) : shared;
}

std::string region_of_arn(const std::string& text, std::string_view service, std::string_view resource) {
  std::array<std::string, 6> parts;
  std::size_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = i + 1 < parts.size() ? text.find(':', at) : text.size();
    if (end == std::string::npos) return "";
    parts[i] = text.substr(at, end - at);
    at = end + 1;
  }
  const auto& [arn, partition, owner, region, account, name] = parts;
  static constexpr const char* region_characters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const bool valid = arn == "arn" && (partition == "aws" || partition.starts_with("aws-")) && owner == service &&
                     region.find('-') != std::string::npos &&
                     region.find_first_not_of(region_characters) == std::string::npos && account.size() == 12 &&
                     account.find_first_not_of("0123456789") == std::string::npos && name.size() > resource.size() &&
                     name.starts_with(resource) && name.find_first_of(" \t\r\n\"'") == std::string::npos;
  return valid ? region : "";
}

bool has_host(const Entry& entry) {
  return !entry.hosts.empty() ||
         std::any_of(entry.certificates.begin(), entry.certificates.end(),
                     [](const EntryCertificate& certificate) { return !certificate.hosts.empty(); });
}

}  // namespace l7::aws
