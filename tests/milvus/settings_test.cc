#include "milvus/settings.h"

#include "catch.h"
#include "yaml/read.h"

namespace l7::milvus {
namespace {

constexpr const char* tls_mode = "common.security.tlsMode";

TEST_CASE("Names are compared as Milvus compares them", "[settings]") {
  struct Case {
    const char* key;
    const char* normal;
  };
  const Case cases[] = {{"common.security.tlsMode", "commonsecuritytlsmode"},
                        {"COMMON_SECURITY_TLSMODE", "commonsecuritytlsmode"},
                        {"common/security/tls_mode", "commonsecuritytlsmode"},
                        {"tls-mode", "tls-mode"},
                        {"", ""}};
  for (const Case& c : cases) CHECK(normalise(c.key) == c.normal);
}

/// Every place that sets tlsMode, as `path=value`.
std::vector<std::string> places(const char* file) {
  std::vector<std::string> found;
  for (const Setting& setting : Settings(yaml::read(file)).all(tls_mode)) {
    found.push_back(to_string(setting.path) + '=' + setting.value);
  }
  return found;
}

TEST_CASE("A setting is found in every spelling", "[settings]") {
  struct Case {
    const char* file;
    std::vector<std::string> places;
  };
  const Case cases[] = {
      {"common: {security: {tlsMode: 1}}", {"common.security.tlsMode=1"}},
      {"common.security.tlsMode: 2", {"[\"common.security.tlsMode\"]=2"}},
      {"common.security: {tlsMode: 1}", {"[\"common.security\"].tlsMode=1"}},
      {"common: {security.tlsMode: 1}", {"common[\"security.tlsMode\"]=1"}},
      {"Common: {SECURITY: {tlsmode: 1}}", {"Common.SECURITY.tlsmode=1"}},
      {"common_security_tlsmode: 1", {"common_security_tlsmode=1"}},
      {"common/security: {tls_mode: 1}", {"[\"common/security\"].tls_mode=1"}},
      {"commonsecuritytlsmode: 1", {"commonsecuritytlsmode=1"}},
      {"com: {mon: {securitytlsmode: 1}}", {"com.mon.securitytlsmode=1"}},
      {"common: {security: {tlsMode: \"2\"}}", {"common.security.tlsMode=2"}},
      {"common: {security: {tlsMode: }}", {"common.security.tlsMode="}},
      {"common: {security: {tlsMode: [1, 2]}}", {"common.security.tlsMode=[1,2]"}},
      {"{common: {security: {tlsMode: 1}}, common.security.tlsMode: 0}",
       {"common.security.tlsMode=1", "[\"common.security.tlsMode\"]=0"}},
      {"# common: {security: {tlsMode: 1}}", {}},
      {"common: {security: {tlsModes: 1}}", {}},
      {"common: {security: {tlsMode: {deep: 1}}}", {}},
      {"security: {tlsMode: 1}", {}},
      {"common: {security: {authorizationEnabled: true}}", {}},
      {"common: 1", {}},
      {"[common, security, tlsMode]", {}},
      {"just a text", {}},
      {"", {}},
  };
  for (const Case& c : cases) {
    INFO(c.file);
    CHECK(places(c.file) == c.places);
  }
}

TEST_CASE("The first place gives the value and none gives nothing", "[settings]") {
  const Settings both(yaml::read("{common: {security: {tlsMode: 1}}, common.security.tlsMode: 0}"));
  CHECK(both.get(tls_mode) == std::optional<std::string>("1"));
  CHECK(both.get("COMMON_SECURITY_TLSMODE") == std::optional<std::string>("1"));
  CHECK(both.get("proxy.http.port") == std::nullopt);
  CHECK(Settings().get(tls_mode) == std::nullopt);
}

TEST_CASE("A new setting goes beside its neighbours in their spelling", "[settings]") {
  struct Case {
    const char* file;
    const char* place;
  };
  const Case cases[] = {
      {"", "common.security.tlsMode"},
      {"# only comments", "common.security.tlsMode"},
      {"proxy: {http: {enabled: true}}", "common.security.tlsMode"},
      {"common: {storageType: remote}", "common.security.tlsMode"},
      {"common: {security: {authorizationEnabled: true}}", "common.security.tlsMode"},
      {"Common: {Security: {authorizationEnabled: true}}", "Common.Security.tlsMode"},
      {"common.security: {authorizationEnabled: true}", "[\"common.security\"].tlsMode"},
      {"common_security: {authorizationEnabled: true}", "common_security.tlsMode"},
      {"common/security: {}", "[\"common/security\"].tlsMode"},
      {"common.security.authorizationEnabled: true", "common.security.tlsMode"},
      {"common: {security.authorizationEnabled: true}", "common.security.tlsMode"},
      {"common:", "common.security.tlsMode"},
      {"COMMON:", "COMMON.security.tlsMode"},
      {"{common: {}, common.security: {}}", "[\"common.security\"].tlsMode"},
      {"{common: {security: {}}, common.security: {}}", "common.security.tlsMode"},
      {"{Common: {}, common: {security: {}}}", "common.security.tlsMode"},
      {"{common: text, Common: {}}", "Common.security.tlsMode"},
      {"common: {security: {tlsmode: {}}}", "common.security.tlsMode"},
      {"[1, 2]", "common.security.tlsMode"},
  };
  for (const Case& c : cases) {
    INFO(c.file);
    CHECK(to_string(Settings(yaml::read(c.file)).place_for(tls_mode)) == c.place);
  }
}

TEST_CASE("A new setting of one part stands at the root", "[settings]") {
  CHECK(to_string(Settings(yaml::read("port: {a: 1}")).place_for("port")) == "port");
}

}  // namespace
}  // namespace l7::milvus
