#include "tls/acceptance.h"

#include "catch.h"
#include "tls/certificate.h"

namespace l7::tls {
namespace {

using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr sys_seconds now{std::chrono::seconds{1'800'000'000}};

/// Those who object.
std::vector<std::string> against(const CertificateFacts& facts) {
  std::vector<std::string> who;
  for (const Verdict& verdict : verdicts_on(facts, now)) {
    if (!verdict.objection.empty()) who.emplace_back(verdict.who);
  }
  return who;
}

}  // namespace

TEST_CASE("who takes which certificate") {
  const KeyPair pair = make_certificate({{"a.example"}}, now);
  const CertificateFacts good = inspect(pair.certificate, pair.key.view());
  CHECK(against(good).empty());
  CHECK(verdicts_on(good, now).size() == 4);

  struct Case {
    const char* what;
    void (*spoil)(CertificateFacts& facts);
    std::vector<std::string> against;
  };
  const Case cases[] = {
      {"as the published guides' command makes it",
       [](CertificateFacts& f) {
         f.version = 1;
         f.names.clear();
         f.key_type = "RSA";
         f.key_bits = 2048;
         f.not_after = now + hours(24) * 99999;
       },
       {"ACM", "Go"}},
      {"expired", [](CertificateFacts& f) { f.not_after = now; }, {"ACM", "gRPC core", "Go"}},
      {"of tomorrow", [](CertificateFacts& f) { f.not_before = now + hours(24); }, {"ACM", "gRPC core", "Go"}},
      {"with another's key", [](CertificateFacts& f) { f.key_matches = false; }, {"GKE", "ACM"}},
      {"without its key", [](CertificateFacts& f) { f.key_matches.reset(); }, {}},
      {"RSA 1024",
       [](CertificateFacts& f) {
         f.key_type = "RSA";
         f.key_bits = 1024;
       },
       {"GKE"}},
      {"RSA 8192",
       [](CertificateFacts& f) {
         f.key_type = "RSA";
         f.key_bits = 8192;
       },
       {"GKE", "ACM"}},
      {"P-521", [](CertificateFacts& f) { f.key_bits = 521; }, {"GKE"}},
      {"Ed25519", [](CertificateFacts& f) { f.key_type = "ED25519"; }, {"GKE", "ACM"}},
      {"six of them", [](CertificateFacts& f) { f.chain_length = 6; }, {"GKE"}},
      {"no name at all",
       [](CertificateFacts& f) {
         f.names.clear();
         f.subject = "O=Example";
       },
       {"gRPC core", "Go"}},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    CertificateFacts facts = good;
    c.spoil(facts);
    CHECK(against(facts) == c.against);
  }
}

}  // namespace l7::tls
