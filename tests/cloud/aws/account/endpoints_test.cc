#include "cloud/aws/account/endpoints.h"

#include "surroundings.h"

namespace l7::aws {

TEST_CASE("endpoints by partition") {
  const Nowhere nowhere;
  CHECK(endpoint_of("acm", "eu-west-1", {}) == "https://acm.eu-west-1.amazonaws.com");
  CHECK(endpoint_of("acm", "us-gov-west-1", {}) == "https://acm.us-gov-west-1.amazonaws.com");
  CHECK(endpoint_of("acm", "cn-north-1", {}) == "https://acm.cn-north-1.amazonaws.com.cn");
  CHECK(endpoint_of("acm", "us-iso-east-1", {}) == "https://acm.us-iso-east-1.c2s.ic.gov");
  CHECK(endpoint_of("acm", "us-isob-east-1", {}) == "https://acm.us-isob-east-1.sc2s.sgov.gov");
  CHECK(endpoint_of("acm", "eusc-de-east-1", {}) == "https://acm.eusc-de-east-1.amazonaws.eu");
  CHECK(endpoint_of("sts", "", {}) == "https://sts.amazonaws.com");
}

TEST_CASE("endpoints that somebody has set") {
  Nowhere nowhere;
  const Section profile = {{"endpoint_url", "http://profile"}};
  CHECK(endpoint_of("acm", "eu-west-1", profile) == "http://profile");
  nowhere.set("AWS_ENDPOINT_URL", "http://all");
  CHECK(endpoint_of("acm", "eu-west-1", profile) == "http://all");
  nowhere.set("AWS_ENDPOINT_URL_ACM", "http://acm");
  CHECK(endpoint_of("acm", "eu-west-1", profile) == "http://acm");
  CHECK(endpoint_of("sts", "eu-west-1", profile) == "http://all");
  nowhere.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True");
  CHECK(endpoint_of("acm", "eu-west-1", profile) == "https://acm.eu-west-1.amazonaws.com");
}

TEST_CASE("what can be a region") {
  for (const char* good : {"eu-west-1", "us-gov-east-1", "local"}) CHECK(is_region(good));
  for (const char* bad : {"", "EU", "a.b", "a/b", "a@b", "-a", "a-", "a b", "a:1"}) CHECK_FALSE(is_region(bad));
  CHECK_FALSE(is_region(std::string(64, 'a')));
}

}  // namespace l7::aws
