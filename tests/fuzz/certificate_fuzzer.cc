// Any bytes as a certificate, and as a key behind it: facts that all can be judged, or an Error with words.

#include <chrono>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "cloud/cloud.h"
#include "model/error.h"
#include "tls/acceptance.h"
#include "tls/faults.h"
#include "tls/inspect.h"

namespace {

using namespace l7;

void judge(const CertificateFacts& facts) {
  static constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'795'000'000));
  check(facts.chain_length >= 1, "there is a certificate");
  check(!facts.fingerprint.empty(), "it has a fingerprint");
  for (const Finding& fault : tls::faults_of(facts, "Secret x", now)) check(!fault.seen.empty(), "a fault was seen");
  for (const Verdict& verdict : tls::verdicts_of_clients(facts, now)) check(!verdict.who.empty(), "a client judges");
  for (const Cloud* cloud : clouds()) check(!cloud->verdict_on(facts, now).who.empty(), "a cloud judges");
  for (const std::string& name : facts.names) static_cast<void>(tls::covers(facts, name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view key : {std::string_view(), text}) {
    try {
      judge(tls::inspect(text, key));
    } catch (const Error& error) {
      check(*error.what() != '\0', "an error has words");
    }
  }
  return 0;
}
