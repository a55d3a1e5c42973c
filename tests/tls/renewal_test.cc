#include "tls/renewal.h"

#include "catch.h"
#include "model/error.h"
#include "tls/certificate.h"

namespace l7::tls {
namespace {

std::string refusal(std::string_view certificate, std::string_view authority, bool new_authority) {
  try {
    require_renewable(certificate, authority, new_authority, "Secret a/b");
  } catch (const Error& error) {
    return std::string(error.what()) + " at " + error.where + "; " + error.fix;
  }
  return "";
}

TEST_CASE("only what cert create made is renewed") {
  const KeyPair corporate = make_authority("Corporate CA");
  const KeyPair own = make_authority("CA of a/b");
  const KeyPair other = make_authority("CA of a/b");
  const std::string itself = make_certificate({{"x.example.com"}}).certificate;
  const std::string issued = make_certificate({{"x.example.com"}}, corporate).certificate;
  const std::string signed_by_own = make_certificate({{"x.example.com"}}, own).certificate;

  CHECK(refusal(itself, "", false).empty());
  CHECK(refusal(itself, own.certificate, false).empty());
  CHECK(refusal(signed_by_own, own.certificate, false).empty());
  CHECK(refusal("no PEM", "", false).empty());
  for (const bool new_authority : {false, true}) {
    for (const auto& authority : {std::string(), own.certificate}) {
      CHECK_THAT(refusal(issued, authority, new_authority), ContainsSubstring("issued by CN=Corporate CA"));
      CHECK_THAT(refusal(issued, authority, new_authority), ContainsSubstring("Secret a/b"));
    }
  }
  // Somebody's own, kept where cert create keeps its.
  CHECK(refusal(issued, corporate.certificate, false).empty());

  CHECK_THAT(refusal(signed_by_own, "", false), ContainsSubstring("--with-ca makes a new one"));
  CHECK(refusal(signed_by_own, "", true).empty());
  CHECK_FALSE(is_signed_by(signed_by_own, other.certificate));
}

}  // namespace
}  // namespace l7::tls
