// Source: AWS' prerequisites for importing into ACM.

#include "cloud/aws/parts.h"

namespace l7::aws {
namespace {

std::string objection(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (std::string other = pair_objection(facts); !other.empty()) return other;
  if (facts.version != 3) return "it has to be X.509 version 3; this is version " + std::to_string(facts.version);
  if (std::string untimely = time_objection(facts, now); !untimely.empty()) return untimely;
  if (is_rsa(facts, 1024, 4096) || is_curve(facts, {256, 384, 521})) return "";
  return "keys have to be RSA of 1024 to 4096 bits, P-256, P-384 or P-521; this is " + key_name(facts);
}

}  // namespace

Verdict verdict_on(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  return {"ACM", objection(facts, now)};
}

}  // namespace l7::aws
