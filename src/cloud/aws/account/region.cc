#include "cloud/aws/account/region.h"

#include "cloud/aws/account/endpoints.h"
#include "cloud/aws/account/environment.h"
#include "cloud/aws/facts.h"
#include "model/error.h"

namespace l7::aws {
namespace {

struct Hint {
  std::string region;
  const char* place;
};

std::string region_in(const RegionHints& hints) {
  std::string region = aws::region_of_arn(hints.certificate_arn, "acm", "certificate/");
  if (region.empty()) {
    throw UsageError("this is no ARN of an ACM certificate: " + hints.certificate_arn, "--certificate-arn",
                     "it looks like arn:aws:acm:REGION:ACCOUNT:certificate/ID; aws acm list-certificates shows yours");
  }
  if (!hints.flag.empty() && hints.flag != region) {
    throw UsageError("the certificate is of region " + region + ", and --region says " + hints.flag, "--region",
                     "leave --region out, or give the ARN of a certificate of that region");
  }
  return region;
}

}  // namespace

std::string region_of(const RegionHints& hints, const Section& profile) {
  if (!hints.certificate_arn.empty()) return region_in(hints);
  const Hint all[] = {
      {hints.flag, "--region"},
      {variable("AWS_REGION"), "AWS_REGION"},
      {variable("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"},
      {setting(profile, "region"), "region of the profile"},
      {hints.nodes, "the nodes' label topology.kubernetes.io/region"},
  };
  for (const auto& [region, place] : all) {
    if (region.empty()) continue;
    if (is_region(region)) return region;
    throw UsageError("'" + region + "' is no region of AWS", place, "write it like eu-west-1");
  }
  throw Error("no AWS region is known: neither --region, AWS_REGION, the profile nor a node of the cluster says one",
              "", "give --region, the one that the cluster is in");
}

}  // namespace l7::aws
