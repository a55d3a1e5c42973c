#include "tls/acceptance.h"

#include "catch.h"
#include "tls/certificate.h"
#include "tls/inspect.h"

namespace l7::tls {
namespace {

using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr sys_seconds now{std::chrono::seconds{1'800'000'000}};

/// Those who object.
std::vector<std::string> against(const CertificateFacts& facts) {
  std::vector<std::string> who;
  for (const Verdict& verdict : verdicts_of_clients(facts, now)) {
    if (!verdict.objection.empty()) who.emplace_back(verdict.who);
  }
  return who;
}

}  // namespace

TEST_CASE("which client takes which certificate") {
  const KeyPair pair = make_certificate({{"a.example"}}, now);
  const CertificateFacts good = inspect(pair.certificate, pair.key.view());
  CHECK(against(good).empty());
  CHECK(verdicts_of_clients(good, now).size() == 2);

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
         f.not_after = now + hours(24) * 99999;
       },
       {"Go"}},
      {"expired", [](CertificateFacts& f) { f.not_after = now; }, {"gRPC core", "Go"}},
      {"of tomorrow", [](CertificateFacts& f) { f.not_before = now + hours(24); }, {"gRPC core", "Go"}},
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
