// Source: AWS' page on the HTTP errors of Application Load Balancers.

#include "cloud/aws/parts.h"

namespace l7::aws {

std::span<const AnswerHint> answer_hints() {
  static constexpr AnswerHint hints[] = {
      {AnswerHint::no_http2, "", "on an ALB keep the attribute routing.http2.enabled at true"},
      {400, "", "on an ALB the backend's protocol version has to be GRPC"},
      {403, "", "look at the WAF (--waf-acl) and at --inbound-cidrs"},
      {464, "the target group is not for this protocol: HTTP 464",
       "the ALB's target group has to be of protocol version GRPC: kubectl milvus-l7 check"},
  };
  return hints;
}

}  // namespace l7::aws
