#include "tls/acceptance.h"

namespace l7::tls {
namespace {

std::string grpc_core(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (std::string objection = time_objection(facts, now); !objection.empty()) return objection;
  return facts.names.empty() && facts.subject.find("CN=") == std::string::npos ? "it has no name" : "";
}

std::string go(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  if (facts.names.empty()) return "certificate relies on legacy Common Name field, use SANs instead";
  return time_objection(facts, now);
}

}  // namespace

std::vector<Verdict> verdicts_of_clients(const CertificateFacts& facts, std::chrono::sys_seconds now) {
  return {{"gRPC core", grpc_core(facts, now)}, {"Go", go(facts, now)}};
}

}  // namespace l7::tls
