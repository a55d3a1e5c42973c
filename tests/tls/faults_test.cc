#include "tls/faults.h"

#include "catch.h"
#include "tls/certificate.h"

namespace l7::tls {
namespace {

using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr hours day{24};
constexpr sys_seconds now{std::chrono::seconds{1'800'000'000}};

/// A certificate that nobody has anything against.
CertificateFacts good() {
  CertificateFacts facts;
  facts.subject = "CN=milvus.example.com";
  facts.names = {"milvus.example.com", "*.db.example.com", "10.0.0.7"};
  facts.not_before = now - day;
  facts.not_after = now + 300 * day;
  facts.version = 3;
  facts.key_type = "EC";
  facts.key_bits = 256;
  facts.key_matches = true;
  return facts;
}

std::vector<std::string> ids(const std::vector<Finding>& findings) {
  std::vector<std::string> found;
  for (const Finding& finding : findings) found.emplace_back(finding.kind->id);
  return found;
}

}  // namespace

TEST_CASE("what somebody else issued is theirs to renew") {
  CertificateFacts facts = good();
  facts.not_after = now + day;
  facts.version = 1;
  facts.names.clear();
  const auto advice = [&] {
    std::string all;
    for (const Finding& fault : faults_of(facts, "", now)) all += std::string(fault.fix()) + '\n';
    return all;
  };
  for (const char* issuer : {"CN=R3,O=Let's Encrypt,C=US", "CN=CA", ""}) {
    facts.issuer = issuer;
    CHECK_THAT(advice(), !ContainsSubstring("cert create"));
    CHECK_THAT(advice(), ContainsSubstring(*issuer ? issuer : "its issuer"));
  }
  facts.issuer = "CN=CA of vectors/db";
  CHECK_THAT(advice(), ContainsSubstring("cert create --renew"));
  facts.issuer = facts.subject;
  facts.self_signed = true;
  CHECK_THAT(advice(), ContainsSubstring("cert create --renew"));
}

TEST_CASE("each fault of a certificate is found by itself") {
  struct Case {
    const char* id;
    void (*spoil)(CertificateFacts& facts);
    const char* seen;
  };
  const Case cases[] = {
      {"certificate-key-mismatch", [](CertificateFacts& f) { f.key_matches = false; }, "CN=milvus.example.com"},
      {"certificate-expired", [](CertificateFacts& f) { f.not_after = now; }, "it ended on 2027-01-15"},
      {"certificate-not-yet-valid", [](CertificateFacts& f) { f.not_before = now + hours(1); },
       "it begins on 2027-01-15"},
      {"certificate-expires-soon", [](CertificateFacts& f) { f.not_after = now + 29 * day; },
       "it ends on 2027-02-13, in 29 days"},
      {"certificate-version-1", [](CertificateFacts& f) { f.version = 1; }, "CN=milvus.example.com"},
      {"certificate-no-names", [](CertificateFacts& f) { f.names.clear(); }, "CN=milvus.example.com"},
      {"certificate-long-lived", [](CertificateFacts& f) { f.not_after = now + 398 * day; },
       "399 days, until 2028-02-17"},
      {"certificate-weak-key",
       [](CertificateFacts& f) {
         f.key_type = "RSA";
         f.key_bits = 1024;
       },
       "RSA of 1024 bits"},
  };
  for (const Case& c : cases) {
    INFO(c.id);
    CertificateFacts facts = good();
    c.spoil(facts);
    const std::vector<Finding> found = faults_of(facts, "Secret a", now);
    REQUIRE(ids(found) == std::vector<std::string>{c.id});
    CHECK(found.front().seen == c.seen);
    CHECK(found.front().where == "Secret a");
  }
}

TEST_CASE("a good certificate has no fault") {
  CHECK(faults_of(good(), "", now).empty());
  CertificateFacts facts = good();
  facts.key_matches.reset();
  facts.not_before = now;
  facts.not_after = now + 30 * day;
  CHECK(faults_of(facts, "", now).empty());
  facts.not_after = now + 398 * day;
  facts.key_type = "RSA";
  facts.key_bits = 2048;
  CHECK(faults_of(facts, "", now).empty());
  for (const KeyType type : {KeyType::p256, KeyType::rsa}) {
    const KeyPair pair = make_certificate({{"a.example", "10.0.0.7"}, type}, now);
    CHECK(faults_of(inspect(pair.certificate, pair.key.view()), "", now).empty());
  }
}

// The published command makes certificates until the year 2300, which is beyond a clock in nanoseconds.
TEST_CASE("a certificate may outlive this clock") {
  const KeyPair pair = make_certificate({{"a.example"}, KeyType::p256, 2048, 36500}, now + 36500 * day * 2);
  const CertificateFacts facts = inspect(pair.certificate);
  CHECK(facts.not_after == now + 36500 * day * 3);
  CHECK(ids(faults_of(facts, "", now)) ==
        std::vector<std::string>{"certificate-not-yet-valid", "certificate-long-lived"});
}

TEST_CASE("which names a certificate covers") {
  struct Case {
    const char* host;
    bool covered;
  };
  const Case cases[] = {
      {"milvus.example.com", true},
      {"MILVUS.example.COM", true},
      {"a.db.example.com", true},
      {"10.0.0.7", true},
      {"db.example.com", false},
      {"a.b.db.example.com", false},
      {".db.example.com", false},
      {"10.0.0.8", false},
      {"x.milvus.example.com", false},
      {"*.db.example.com", true},
      {"", false},
      {"com", false},
  };
  for (const Case& c : cases) {
    INFO(c.host);
    CHECK(covers(good(), c.host) == c.covered);
  }
  CertificateFacts facts = good();
  facts.names.clear();
  CHECK_FALSE(covers(facts, "milvus.example.com"));
}

}  // namespace l7::tls
