#include "cloud/aws/account/endpoints.h"

#include <string_view>

#include "cloud/aws/account/environment.h"
#include "cloud/aws/account/profiles.h"
#include "model/text.h"

namespace l7::aws {
namespace {

struct Partition {
  std::string_view regions;  ///< how their names begin
  std::string_view domain;
};

/// botocore's partitions.json. GovCloud has the domain of everyone.
constexpr Partition partitions[] = {
    {"cn-", "amazonaws.com.cn"},    {"us-iso-", "c2s.ic.gov"},      {"us-isob-", "sc2s.sgov.gov"},
    {"us-isof-", "csp.hci.ic.gov"}, {"eu-isoe-", "cloud.adc-e.uk"}, {"eusc-", "amazonaws.eu"},
};

std::string domain_of(const std::string& region) {
  for (const Partition& partition : partitions) {
    if (region.starts_with(partition.regions)) return std::string(partition.domain);
  }
  return "amazonaws.com";
}

std::string configured(const std::string& service, const Section& profile) {
  if (is_true(variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) return "";
  std::string own = variable(("AWS_ENDPOINT_URL_" + upper(service)).c_str());
  if (!own.empty()) return own;
  const std::string all = variable("AWS_ENDPOINT_URL");
  return all.empty() ? setting(profile, "endpoint_url") : all;
}

}  // namespace

bool is_region(const std::string& text) {
  static constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  static constexpr std::size_t longest_label = 63;
  return !text.empty() && text.size() <= longest_label && text.find_first_not_of(characters) == std::string::npos &&
         text.front() != '-' && text.back() != '-';
}

std::string endpoint_of(const std::string& service, const std::string& region, const Section& profile) {
  std::string given = configured(service, profile);
  if (!given.empty()) return given;
  return "https://" + service + (region.empty() ? "" : '.' + region) + '.' + domain_of(region);
}

}  // namespace l7::aws
