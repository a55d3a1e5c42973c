#include "cloud/certificate.h"

#include "catch.h"
#include "cloud/gcp/parts.h"

namespace l7::gcp {
namespace {

using namespace fixture;

TEST_CASE("GKE takes these certificates, and no others", "[gcp]") {
  struct Case {
    const char* what;
    void (*spoil)(CertificateFacts& facts);
    const char* objection;
  };
  const Case cases[] = {
      {"as the published guides' command makes it",
       [](CertificateFacts& f) { f.version = 1, f.names.clear(), f.key_type = "RSA", f.key_bits = 2048; }, ""},
      {"expired", [](CertificateFacts& f) { f.not_after = now; }, ""},
      {"with another's key", [](CertificateFacts& f) { f.key_matches = false; }, "the key is not its key"},
      {"without its key", [](CertificateFacts& f) { f.key_matches.reset(); }, ""},
      {"RSA 1024", [](CertificateFacts& f) { f.key_type = "RSA", f.key_bits = 1024; }, "RSA of 1024 bits"},
      {"RSA 8192", [](CertificateFacts& f) { f.key_type = "RSA", f.key_bits = 8192; }, "RSA of 8192 bits"},
      {"P-384", [](CertificateFacts& f) { f.key_bits = 384; }, ""},
      {"P-521", [](CertificateFacts& f) { f.key_bits = 521; }, "EC of 521 bits"},
      {"Ed25519", [](CertificateFacts& f) { f.key_type = "ED25519"; }, "ED25519"},
      {"five of them", [](CertificateFacts& f) { f.chain_length = 5; }, ""},
      {"six of them", [](CertificateFacts& f) { f.chain_length = 6; }, "its chain is longer"},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    CertificateFacts facts = good_certificate();
    c.spoil(facts);
    const std::string objection = verdict_on(facts).objection;
    CHECK(objection.empty() == (*c.objection == '\0'));
    CHECK_THAT(objection, ContainsSubstring(c.objection));
  }
}

}  // namespace
}  // namespace l7::gcp
