#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

TEST_CASE("The environment goes before user.yaml before default.yaml", "[milvus]") {
  struct Case {
    Variables environment;
    const char* user;
    const char* defaults;
    std::optional<std::string> value;
    const char* variable;
  };
  const Case cases[] = {
      {{}, "", "", std::nullopt, ""},
      {{}, "", "common: {security: {tlsMode: 1}}", "1", ""},
      {{}, "common.security.tlsMode: 2", "common: {security: {tlsMode: 1}}", "2", ""},
      {{{"COMMON_SECURITY_TLSMODE", "0"}}, "common.security.tlsMode: 2", "", "0", "COMMON_SECURITY_TLSMODE"},
      {{{"MILVUS_CONF_COMMON_SECURITY_TLSMODE", "1"}}, "", "", "1", "MILVUS_CONF_COMMON_SECURITY_TLSMODE"},
      {{{"common.security.tlsMode", "1"}}, "", "", "1", "common.security.tlsMode"},
      {{{"COMMON_SECURITY_TLSMODE", nullptr}}, "common.security.tlsMode: 2", "", "2", "COMMON_SECURITY_TLSMODE"},
      {{{"COMMON_SECURITY_TLSMODES", "1"}, {"TLSMODE", "1"}}, "", "", std::nullopt, ""},
  };
  for (const Case& c : cases) {
    INFO(c.user << " variable '" << c.variable << "'");
    const Milvus seen = configured(c.user, c.environment, c.defaults);
    CHECK(seen.setting("common.security.tlsMode") == c.value);
    CHECK(seen.deciding_variable("common.security.tlsMode") == c.variable);
  }
}

}  // namespace
}  // namespace l7::milvus
