#include "model/certificate.h"

#include <algorithm>

namespace l7 {

std::string foreign_issuer(const CertificateFacts& facts) {
  const bool ours = facts.self_signed || facts.issuer.starts_with("CN=" + std::string(own_authority));
  return ours ? "" : facts.issuer.empty() ? "its issuer" : facts.issuer;
}

std::string time_objection(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (facts.not_after <= now) return "it has expired";
  return facts.not_before > now ? "it is not valid yet" : "";
}

std::string pair_objection(const CertificateFacts& facts) {
  return facts.key_matches == std::optional(false) ? "the key is not its key" : "";
}

bool is_rsa(const CertificateFacts& facts, int least, int most) {
  return facts.key_type == "RSA" && facts.key_bits >= least && facts.key_bits <= most;
}

bool is_curve(const CertificateFacts& facts, std::initializer_list<int> bits) {
  return facts.key_type == "EC" && std::find(bits.begin(), bits.end(), facts.key_bits) != bits.end();
}

std::string key_name(const CertificateFacts& facts) {
  return facts.key_type + (facts.key_bits > 0 ? " of " + std::to_string(facts.key_bits) + " bits" : "");
}

}  // namespace l7
