#include "cloud/aws/account/refusal.h"

#include "catch.h"

namespace l7::aws {
namespace {

Refusal refusal(int status, const std::string& body) {
  kube::Response response;
  response.status = status;
  response.body = body;
  return refusal_in(response);
}

}  // namespace

TEST_CASE("refusals of both protocols") {
  const Refusal json = refusal(400, R"({"__type":"com.amazonaws.acm#ValidationException","message":"so"})");
  CHECK(json.code == "ValidationException");
  CHECK(json.message == "so");
  CHECK(refusal(400, R"({"__type":"AccessDenied","Message":"capital"})").message == "capital");
  const Refusal xml = refusal(403,
                              "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code>"
                              "<Message>a &amp; b</Message></Error></ErrorResponse>");
  CHECK(xml.code == "ExpiredToken");
  CHECK(xml.message == "a & b");
}

TEST_CASE("refusals that say little") {
  CHECK(refusal(502, "<html>").code == "502");
  CHECK(refusal(502, "{cut off").code == "502");
  CHECK(refusal(502, "").message == "no reason was given");
  kube::Response response;
  response.status = 403;
  response.headers = {{"x-amzn-errortype", "ExpiredTokenException:http://internal.amazon.com/x/"}};
  CHECK(refusal_in(response).code == "ExpiredTokenException");
}

TEST_CASE("a fix for every code that people meet") {
  const std::string general = remedy("SomethingNew");
  for (const char* code : {"AccessDenied",
                           "AccessDeniedException",
                           "ExpiredToken",
                           "ExpiredTokenException",
                           "UnrecognizedClientException",
                           "InvalidClientTokenId",
                           "InvalidSignatureException",
                           "SignatureDoesNotMatch",
                           "LimitExceededException",
                           "InvalidParameterException",
                           "InvalidArnException",
                           "ResourceNotFoundException",
                           "ValidationException",
                           "ThrottlingException",
                           "TooManyTagsException",
                           "TagPolicyException",
                           "InvalidTagException",
                           "500",
                           "503",
                           "RequestInProgressException",
                           "ConflictException",
                           "InvalidIdentityToken",
                           "MissingAuthenticationToken"}) {
    CHECK(remedy(code) != general);
  }
  for (const char* action : {"acm:ImportCertificate", "acm:AddTagsToCertificate", "acm:ListCertificates",
                             "acm:ListTagsForCertificate", "acm:DescribeCertificate", "acm:GetCertificate"}) {
    CHECK(remedy("AccessDeniedException").find(action) != std::string::npos);
  }
}

TEST_CASE("the words of the AWS CLI") {
  const ServiceError error({"AccessDeniedException", "not you"}, "ImportCertificate", "ACM in x");
  CHECK(std::string(error.what()) ==
        "An error occurred (AccessDeniedException) when calling the ImportCertificate operation: not you");
  CHECK(error.code == "AccessDeniedException");
  CHECK(error.where == "ACM in x");
}

TEST_CASE("throttling by any name") {
  for (const char* code : {"Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded",
                           "TooManyRequestsException", "RequestThrottledException", "SlowDown", "429"}) {
    CHECK(is_throttling(code));
  }
  for (const char* code : {"LimitExceededException", "AccessDenied", ""}) CHECK_FALSE(is_throttling(code));
}

}  // namespace l7::aws
