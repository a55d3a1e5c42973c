// Source: Google Cloud's page on self-managed SSL certificates.

#include "cloud/gcp/parts.h"

namespace l7::gcp {
namespace {

std::string objection(const CertificateFacts& facts) {
  static constexpr int longest_chain = 5;
  if (std::string other = pair_objection(facts); !other.empty()) return other;
  if (facts.chain_length > longest_chain) return "its chain is longer than 5 certificates";
  if (is_rsa(facts, 2048, 4096) || is_curve(facts, {256, 384})) return "";
  return "keys have to be RSA of 2048 to 4096 bits, P-256 or P-384; this is " + key_name(facts);
}

}  // namespace

Verdict verdict_on(const CertificateFacts& facts) { return {"GKE", objection(facts)}; }

}  // namespace l7::gcp
