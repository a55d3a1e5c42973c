// Source: Google Cloud's pages on what its balancers answer themselves.

#include "cloud/gcp/parts.h"

namespace l7::gcp {

std::span<const AnswerHint> answer_hints() {
  static constexpr AnswerHint hints[] = {
      {403, "", "look at the Cloud Armor policy (--security-policy)"},
      {502, "", "Milvus has to speak TLS for GKE (tlsMode 1, app-protocols HTTP2)"},
  };
  return hints;
}

}  // namespace l7::gcp
