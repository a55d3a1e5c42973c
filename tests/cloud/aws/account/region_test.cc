#include "cloud/aws/account/region.h"

#include "model/error.h"
#include "surroundings.h"

namespace l7::aws {
namespace {

constexpr const char* arn = "arn:aws:acm:ap-south-1:123456789012:certificate/1";

}  // namespace

TEST_CASE("regions, each before those after it") {
  Nowhere nowhere;
  const Section profile = {{"region", "eu-west-3"}};
  CHECK_THROWS_AS(region_of({}, {}), Error);
  CHECK(region_of({"", "", "us-west-2"}, {}) == "us-west-2");
  CHECK(region_of({"", "", "us-west-2"}, profile) == "eu-west-3");
  nowhere.set("AWS_DEFAULT_REGION", "eu-west-2");
  CHECK(region_of({"", "", "us-west-2"}, profile) == "eu-west-2");
  nowhere.set("AWS_REGION", "eu-west-1");
  CHECK(region_of({"", "", "us-west-2"}, profile) == "eu-west-1");
  CHECK(region_of({"eu-north-1", "", "us-west-2"}, profile) == "eu-north-1");
  CHECK(region_of({"", arn, "us-west-2"}, profile) == "ap-south-1");
  CHECK(region_of({"ap-south-1", arn, ""}, profile) == "ap-south-1");
}

TEST_CASE("regions that cannot be meant") {
  const Nowhere nowhere;
  CHECK_THROWS_AS(region_of({"eu-west-1", arn, ""}, {}), UsageError);
  CHECK_THROWS_AS(region_of({"", "arn:aws:s3:::bucket", ""}, {}), UsageError);
  CHECK_THROWS_AS(region_of({"evil.example/", "", ""}, {}), UsageError);
}

}  // namespace l7::aws
