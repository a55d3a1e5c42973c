#include "cloud/aws/account/refusal.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "cloud/aws/account/xml.h"
#include "kube/json.h"

namespace l7::aws {
namespace {

struct Row {
  std::string_view code;
  std::string_view fix;
};

constexpr std::string_view rights =
    "ask who administers the account for acm:ImportCertificate, acm:AddTagsToCertificate, acm:ListCertificates, "
    "acm:ListTagsForCertificate, acm:DescribeCertificate and acm:GetCertificate; aws sts get-caller-identity tells who "
    "you are";
constexpr std::string_view log_in =
    "log in again: aws sso login, or whatever gave the credentials; then run this again";
constexpr std::string_view other_keys =
    "AWS does not know these credentials: see which ones are used with aws configure list, and whether they are of "
    "the right partition (China and GovCloud have their own)";
constexpr std::string_view clock = "set this machine's clock right, and see whether the secret access key is complete";
constexpr std::string_view later = "run this again later; nothing was done twice";

/// ACM's API reference and its common errors, and those of STS. The suffix Exception is left out.
constexpr Row rows[] = {
    {"AccessDenied", rights},
    {"NotAuthorized", rights},
    {"UnauthorizedOperation", rights},
    {"OptInRequired", "the account or the region is not enabled: see aws account get-region-opt-status"},
    {"ExpiredToken", log_in},
    {"RequestExpired", clock},
    {"SignatureDoesNotMatch", clock},
    {"IncompleteSignature", "this is a defect, or a proxy changes requests; report it"},
    {"InvalidSignature", clock},
    {"UnrecognizedClient", other_keys},
    {"InvalidClientTokenId", other_keys},
    {"InvalidAccessKeyId", other_keys},
    {"MissingAuthenticationToken", other_keys},
    {"InvalidIdentityToken",
     "see whether the cluster's OIDC provider is known to IAM, and whether the role trusts this service account"},
    {"IDPRejectedClaim", "the role does not trust this service account: see its trust policy"},
    {"LimitExceeded",
     "the account holds as many certificates as it may: delete some that are not in use, or raise the quota "
     "\"Imported certificates\" of ACM in Service Quotas"},
    {"InvalidParameter", "kubectl milvus-l7 cert inspect says what the certificate is; correct what ACM names"},
    {"InvalidArn", "aws acm list-certificates shows the ARNs of the region"},
    {"InvalidTag", "correct the tag that ACM names"},
    {"TagPolicy", "a tag policy of the organization forbids the tags milvus-l7/..: allow them, or import by hand"},
    {"TooManyTags", "take tags off the certificate: it may have 50"},
    {"ResourceNotFound",
     "there is no such certificate in this region and account: aws acm list-certificates shows those there are; "
     "--region names another region"},
    {"RequestInProgress", later},
    {"ResourceInUse", later},
    {"Conflict", later},
    {"Validation", "correct what ACM names; the private key must not have a passphrase"},
    {"Throttling", later},
    {"ServiceUnavailable", later},
    {"InternalFailure", later},
    {"InternalServer", later},
};

/// botocore's list of codes that are retried.
constexpr std::string_view throttlings[] = {"Throttling",
                                            "Throttled",
                                            "RequestThrottled",
                                            "RequestLimitExceeded",
                                            "TooManyRequests",
                                            "SlowDown",
                                            "BandwidthLimitExceeded",
                                            "PriorRequestNotComplete",
                                            "429"};

constexpr std::string_view suffix = "Exception";

std::string_view stem(std::string_view code) {
  return code.ends_with(suffix) ? code.substr(0, code.size() - suffix.size()) : code;
}

/// `com.amazonaws.acm#AccessDeniedException:http://..`
std::string short_code(std::string_view text) {
  text = text.substr(0, text.find(':'));
  const std::size_t sign = text.rfind('#');
  return std::string(sign == std::string_view::npos ? text : text.substr(sign + 1));
}

Refusal in_json(const std::string& body) {
  try {
    const Value answer = kube::parse_json(body);
    const std::string& lower = answer.text_at({"message"});
    return {short_code(answer.text_at({"__type"})), lower.empty() ? answer.text_at({"Message"}) : lower};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

Refusal refusal_in(const kube::Response& response) {
  Refusal refusal = response.body.starts_with('{')
                        ? in_json(response.body)
                        : Refusal{xml_text(response.body, "Code"), xml_text(response.body, "Message")};
  if (refusal.code.empty()) refusal.code = short_code(response.header("x-amzn-errortype"));
  if (refusal.code.empty()) refusal.code = std::to_string(response.status);
  if (refusal.message.empty()) refusal.message = "no reason was given";
  return refusal;
}

ServiceError::ServiceError(const Refusal& refusal, const std::string& operation, const std::string& place)
    : Error("An error occurred (" + refusal.code + ") when calling the " + operation + " operation: " + refusal.message,
            place, remedy(refusal.code)),
      code(refusal.code) {}

std::string remedy(const std::string& code) {
  const auto* found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.code == stem(code); });
  if (found != std::end(rows)) return std::string(found->fix);
  if (is_throttling(code) || code.starts_with('5')) return std::string(later);
  return "see what the message says; ACM's API reference explains its codes";
}

bool is_throttling(const std::string& code) {
  return std::any_of(std::begin(throttlings), std::end(throttlings),
                     [&](std::string_view each) { return code == each || stem(code) == each; });
}

}  // namespace l7::aws
