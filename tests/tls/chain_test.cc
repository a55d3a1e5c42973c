#include "tls/chain.h"

#include "catch.h"
#include "model/error.h"
#include "tls/certificate.h"

namespace l7::tls {

TEST_CASE("the certificates of a text, one by one") {
  const KeyPair authority = make_authority("a");
  const KeyPair pair = make_certificate({.names = {"a.example"}}, authority);
  const std::vector<std::string> chain = chain_of("text before it\n" + pair.certificate);
  REQUIRE(chain.size() == 2);
  CHECK(chain[0] + chain[1] == pair.certificate);
  CHECK(chain[1] == authority.certificate);
  CHECK_THROWS_AS(chain_of("none"), Error);
}

}  // namespace l7::tls
