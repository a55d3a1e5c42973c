#include "milvus/tls.h"

#include "catch.h"
#include "fixture.h"

namespace l7::milvus {
namespace {

using namespace fixture;

TEST_CASE("Settings that cannot be changed refuse the plan", "[tls]") {
  struct Missing {
    const char* config_map;
    const char* key;
    Presence presence;
    const char* finding;
    const char* seen;
  };
  const Missing cases[] = {
      {"", "user.yaml", Presence::unknown, "milvus-no-user-yaml",
       "Deployment vectors/demo-milvus-proxy mounts no file of settings"},
      {"demo-milvus", "", Presence::present, "milvus-no-user-yaml",
       "Deployment vectors/demo-milvus-proxy mounts ConfigMap demo-milvus without a user.yaml (milvus.yaml is all it "
       "reads)"},
      {"mine", "milvus.yaml", Presence::unknown, "milvus-config-not-seen",
       "Deployment vectors/demo-milvus-proxy reads its settings from key milvus.yaml of ConfigMap mine, which is not "
       "here"},
      {"mine", "milvus.yaml", Presence::absent, "milvus-config-not-seen",
       "Deployment vectors/demo-milvus-proxy reads its settings from key milvus.yaml of ConfigMap mine, which is not "
       "here"},
  };
  for (const Missing& c : cases) {
    INFO(c.seen);
    Milvus seen = configured("");
    seen.server.settings.object.name = c.config_map;
    seen.server.settings.user = c.key[0] ? Path{"data", c.key} : Path{};
    seen.config = {};
    seen.config.presence = c.presence;
    const TlsPlan plan = speak_tls(seen);
    CHECK(plan.changes.empty());
    REQUIRE(ids(plan.findings) == std::vector<std::string>{c.finding});
    CHECK(plan.findings.front().kind->severity == Severity::error);
    CHECK(plan.findings.front().seen == c.seen);
  }
}

TEST_CASE("What the operator owns is refused", "[tls]") {
  struct Owner {
    const char* references;
    bool refused;
  };
  const Owner cases[] = {
      {"[{apiVersion: milvus.io/v1beta1, kind: Milvus, name: demo}]", true},
      {"[{apiVersion: v1, kind: Other, name: x}, {apiVersion: milvus.io/v1alpha1, kind: Milvus, name: demo}]", true},
      {"[{apiVersion: example.com/v1, kind: Milvus, name: demo}]", false},
      {"[{apiVersion: apps/v1, kind: Deployment, name: demo}]", false},
      {"[]", false},
  };
  for (const Owner& c : cases) {
    INFO(c.references);
    Milvus by_service = configured("");
    by_service.service.value.set(Path{"metadata", "ownerReferences"}, yaml::read(c.references));
    CHECK(refuse_operator(by_service).empty() != c.refused);
    Milvus by_workload = configured("");
    by_workload.server.workload.value.set(Path{"metadata", "ownerReferences"}, yaml::read(c.references));
    CHECK(refuse_operator(by_workload).empty() != c.refused);
    if (!c.refused) continue;
    CHECK(ids(refuse_operator(by_service)) == std::vector<std::string>{"milvus-operator"});
    CHECK(refuse_operator(by_service).front().seen == "Service vectors/demo-milvus is owned by Milvus demo");
  }
}

TEST_CASE("tlsMode is what Milvus will resolve", "[tls]") {
  struct Mode {
    const char* user;
    Variables environment;
    int mode;
  };
  const Mode cases[] = {
      {"", {}, 0},
      {"common.security.tlsMode: 0", {}, 0},
      {"common.security.tlsMode: 1", {}, 1},
      {"common.security.tlsMode: \"1\"", {}, 1},
      {"common.security.tlsMode: 2", {}, 2},
      {"common.security.tlsMode: two", {}, 0},
      {"common.security.tlsMode: 2", {{"COMMON_SECURITY_TLSMODE", "1"}}, 1},
      {"", {{"MILVUS_CONF_COMMON_SECURITY_TLSMODE", "2"}}, 2},
  };
  for (const Mode& c : cases) {
    INFO(c.user);
    const Milvus seen = configured(c.user, c.environment);
    CHECK(tls_mode(seen) == c.mode);
    CHECK(ids(refuse_mutual_tls(seen)) ==
          (c.mode == 2 ? std::vector<std::string>{"milvus-mutual-tls"} : std::vector<std::string>{}));
  }
}

TEST_CASE("The refusal of tlsMode 2 says who set it", "[tls]") {
  CHECK(refuse_mutual_tls(configured("common.security.tlsMode: 2")).front().seen == "common.security.tlsMode is 2");
  CHECK(refuse_mutual_tls(configured("", {{"COMMON_SECURITY_TLSMODE", "2"}})).front().seen ==
        "tlsMode (by COMMON_SECURITY_TLSMODE) is 2");
}

}  // namespace
}  // namespace l7::milvus
