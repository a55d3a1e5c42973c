#include "tls/acceptance.h"

#include <algorithm>

namespace l7::tls {
namespace {

bool is_rsa(const CertificateFacts& facts, int least, int most) {
  return facts.key_type == "RSA" && facts.key_bits >= least && facts.key_bits <= most;
}

bool is_curve(const CertificateFacts& facts, std::initializer_list<int> bits) {
  return facts.key_type == "EC" && std::find(bits.begin(), bits.end(), facts.key_bits) != bits.end();
}

std::string key_of(const CertificateFacts& facts) {
  return facts.key_type + (facts.key_bits > 0 ? " of " + std::to_string(facts.key_bits) + " bits" : "");
}

std::string time_objection(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (facts.not_after <= now) return "it has expired";
  return facts.not_before > now ? "it is not valid yet" : "";
}

std::string keeper_objection(const CertificateFacts& facts) {
  return facts.key_matches == std::optional(false) ? "the key is not its key" : "";
}

std::string gke(const CertificateFacts& facts, std::chrono::sys_seconds) {
  static constexpr int longest_chain = 5;
  if (std::string objection = keeper_objection(facts); !objection.empty()) return objection;
  if (facts.chain_length > longest_chain) return "its chain is longer than 5 certificates";
  if (is_rsa(facts, 2048, 4096) || is_curve(facts, {256, 384})) return "";
  return "keys have to be RSA of 2048 to 4096 bits, P-256 or P-384; this is " + key_of(facts);
}

std::string acm(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (std::string objection = keeper_objection(facts); !objection.empty()) return objection;
  if (facts.version != 3) return "it has to be X.509 version 3; this is version " + std::to_string(facts.version);
  if (std::string objection = time_objection(facts, now); !objection.empty()) return objection;
  if (is_rsa(facts, 1024, 4096) || is_curve(facts, {256, 384, 521})) return "";
  return "keys have to be RSA of 1024 to 4096 bits, P-256, P-384 or P-521; this is " + key_of(facts);
}

std::string grpc_core(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (std::string objection = time_objection(facts, now); !objection.empty()) return objection;
  return facts.names.empty() && facts.subject.find("CN=") == std::string::npos ? "it has no name" : "";
}

std::string go(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (facts.names.empty()) return "certificate relies on legacy Common Name field, use SANs instead";
  return time_objection(facts, now);
}

}  // namespace

std::vector<Verdict> verdicts_on(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  return {
      {"GKE", gke(facts, now)}, {"ACM", acm(facts, now)}, {"gRPC core", grpc_core(facts, now)}, {"Go", go(facts, now)}};
}

}  // namespace l7::tls
