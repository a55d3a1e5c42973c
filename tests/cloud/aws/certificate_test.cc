#include "cloud/certificate.h"

#include "catch.h"
#include "cloud/aws/parts.h"

namespace l7::aws {
namespace {

using namespace fixture;
using std::chrono::hours;

TEST_CASE("ACM takes these certificates, and no others", "[aws]") {
  struct Case {
    const char* what;
    void (*spoil)(CertificateFacts& facts);
    const char* objection;
  };
  const Case cases[] = {
      {"as the published guides' command makes it",
       [](CertificateFacts& f) { f.version = 1, f.names.clear(), f.key_type = "RSA", f.key_bits = 2048; }, "version 3"},
      {"expired", [](CertificateFacts& f) { f.not_after = now; }, "it has expired"},
      {"of tomorrow", [](CertificateFacts& f) { f.not_before = now + hours(24); }, "it is not valid yet"},
      {"with another's key", [](CertificateFacts& f) { f.key_matches = false; }, "the key is not its key"},
      {"without its key", [](CertificateFacts& f) { f.key_matches.reset(); }, ""},
      {"RSA 1024", [](CertificateFacts& f) { f.key_type = "RSA", f.key_bits = 1024; }, ""},
      {"RSA 8192", [](CertificateFacts& f) { f.key_type = "RSA", f.key_bits = 8192; }, "RSA of 8192 bits"},
      {"P-521", [](CertificateFacts& f) { f.key_bits = 521; }, ""},
      {"Ed25519", [](CertificateFacts& f) { f.key_type = "ED25519"; }, "ED25519"},
      {"six of them", [](CertificateFacts& f) { f.chain_length = 6; }, ""},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    CertificateFacts facts = good_certificate();
    c.spoil(facts);
    const std::string objection = verdict_on(facts, now).objection;
    CHECK(objection.empty() == (*c.objection == '\0'));
    CHECK_THAT(objection, ContainsSubstring(c.objection));
  }
}

}  // namespace
}  // namespace l7::aws
