#include "cloud/aws/account/import.h"

#include "catch.h"
#include "model/error.h"

namespace l7::aws {
namespace {

using std::chrono::system_clock;

std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(system_clock::now()); }

std::size_t certificates_in(const std::string& pem) {
  std::size_t count = 0;
  for (std::size_t at = pem.find("BEGIN CERTIFICATE"); at != std::string::npos;
       at = pem.find("BEGIN CERTIFICATE", at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("certificate and chain go apart") {
  const tls::KeyPair authority = tls::make_authority("a");
  const tls::KeyPair pair = tls::make_certificate({.names = {"a.example"}}, authority);
  const Material material = material_of(pair, "x", now());
  CHECK(certificates_in(material.certificate) == 1);
  CHECK(certificates_in(material.chain) == 1);
  CHECK(pair.certificate == material.certificate + material.chain);
  CHECK(material.key == pair.key.view());
  CHECK(material_of(tls::make_certificate({.names = {"a.example"}}), "x", now()).chain.empty());
}

TEST_CASE("what ACM does not take is refused with the reason") {
  const tls::KeyPair pair = tls::make_certificate({.names = {"a.example"}});
  const auto reason = [&](const tls::KeyPair& tried, std::chrono::sys_seconds time) -> std::string {
    try {
      material_of(tried, "Secret n/x", time);
    } catch (const Error& error) {
      CHECK(error.where == "Secret n/x");
      CHECK_FALSE(error.fix.empty());
      return error.what();
    }
    return "";
  };
  CHECK(reason(pair, now()).empty());
  CHECK(reason(pair, now() + std::chrono::hours(24 * 1000)).find("has expired") != std::string::npos);
  CHECK(reason(pair, now() - std::chrono::hours(24)).find("not valid yet") != std::string::npos);
  const tls::KeyPair other = tls::make_certificate({.names = {"a.example"}});
  CHECK(reason({pair.certificate, tls::Cleansed(std::string(other.key.view()))}, now()).find("not its key") !=
        std::string::npos);
  CHECK(reason({"no certificate", tls::Cleansed(std::string(other.key.view()))}, now()).find("PEM") !=
        std::string::npos);
}

}  // namespace l7::aws
