#include "milvus/tls.h"

#include <algorithm>
#include <map>

#include "catch.h"
#include "fixture.h"
#include "milvus/findings.h"
#include "milvus/sha256.h"
#include "yaml/edit.h"

namespace l7::milvus {
namespace {

using namespace fixture;

constexpr const char* own_certificate = "tls: {serverPemPath: /certs/tls.crt}\n";

/// The changes as `place: before -> after`.
std::vector<std::string> changes(const TlsPlan& plan) {
  std::vector<std::string> found;
  for (const SettingChange& change : plan.changes) {
    found.push_back(to_string(change.inner) + ": " + (change.before ? to_json(*change.before) : "nothing") + " -> " +
                    (change.after ? to_json(*change.after) : "nothing"));
  }
  return found;
}

/// user.yaml with the plan carried out.
std::string carried_out(const std::string& user_yaml, const TlsPlan& plan) {
  std::vector<yaml::Edit> edits;
  for (const SettingChange& change : plan.changes) edits.push_back({change.inner, {}, change.after});
  return yaml::apply(user_yaml, edits);
}

struct Case {
  std::string user;
  Variables environment;
  std::vector<std::string> changes;
  std::vector<std::string> findings;
  std::string defaults = {};
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.user << " with " << c.environment.size() << " variables");
    const TlsPlan plan = speak_tls(configured(own_certificate + c.user, c.environment, c.defaults));
    CHECK(changes(plan) == c.changes);
    CHECK(ids(plan.findings) == c.findings);
  }
}

const char* const http_port_added = "proxy.http.port: nothing -> 8080";
const char* const rest = "milvus-rest-moves";

TEST_CASE("tlsMode becomes 1 from whatever it was", "[tls]") {
  check({
      {"", {}, {"common.security.tlsMode: nothing -> 1", http_port_added}, {rest}},
      {"common: {security: {tlsMode: 0}}", {}, {"common.security.tlsMode: 0 -> 1", http_port_added}, {rest}},
      {"common: {security: {tlsMode: \"0\"}}", {}, {"common.security.tlsMode: \"0\" -> 1", http_port_added}, {rest}},
      {"common: {security: {tlsMode: }}", {}, {"common.security.tlsMode: null -> 1", http_port_added}, {rest}},
      {"common.security.tlsmode: 0", {}, {"[\"common.security.tlsmode\"]: 0 -> 1", http_port_added}, {rest}},
      {"common: {security: {tlsMode: 1}}", {}, {http_port_added}, {rest}},
      {"common: {security: {tlsMode: \"1\"}}", {}, {http_port_added}, {rest}},
      {"common.security.tlsMode: 1\nproxy.http.port: 8080", {}, {}, {}},
  });
}

TEST_CASE("A second spelling of tlsMode goes", "[tls]") {
  check({
      {"common: {security: {tlsMode: 1}}\ncommon.security.tlsMode: 0\nproxy.http.port: 8080",
       {},
       {"[\"common.security.tlsMode\"]: 0 -> nothing"},
       {}},
      {"common: {security: {tlsMode: 0}}\nCOMMON_SECURITY_TLSMODE: 1\nproxy.http.port: 8080",
       {},
       {"common.security.tlsMode: 0 -> 1", "COMMON_SECURITY_TLSMODE: 1 -> nothing"},
       {}},
  });
}

TEST_CASE("REST gets a port of its own when it would share one", "[tls]") {
  const std::string tls = "common.security.tlsMode: 1\n";
  check({
      {tls + "proxy: {http: {port: }}", {}, {"proxy.http.port: null -> 8080"}, {rest}},
      {tls + "proxy: {http: {port: \"\"}}", {}, {"proxy.http.port: \"\" -> 8080"}, {rest}},
      {tls + "proxy: {http: {port: 19530}}", {}, {"proxy.http.port: 19530 -> 8080"}, {rest}},
      {tls + "proxy: {http: {port: \"19530\"}}", {}, {"proxy.http.port: \"19530\" -> 8080"}, {rest}},
      {tls + "proxy: {http: {port: 0}}", {}, {"proxy.http.port: 0 -> 8080"}, {rest}},
      {tls + "proxy: {http: {port: 8080}}", {}, {}, {}},
      {tls + "proxy: {http: {port: \"9443\"}}", {}, {}, {}},
      {tls + "proxy: {port: 29530, http: {port: 29530}}", {}, {"proxy.http.port: 29530 -> 8080"}, {rest}},
      {tls + "proxy: {port: 29530, http: {port: 19530}}", {}, {}, {}},
      {tls + "proxy: {port: 8080}", {}, {"proxy.http.port: nothing -> 8081"}, {rest}},
      {tls + "proxy: {http: {enabled: true}}", {}, {http_port_added}, {rest}},
  });
}

TEST_CASE("default.yaml counts where user.yaml is silent", "[tls]") {
  check({
      {"", {}, {http_port_added}, {rest}, "common: {security: {tlsMode: 1}}"},
      {"common.security.tlsMode: 0",
       {},
       {"[\"common.security.tlsMode\"]: 0 -> 1", http_port_added},
       {rest},
       "common: {security: {tlsMode: 1}}"},
      {"common.security.tlsMode: 1", {}, {}, {}, "proxy: {http: {port: 8080}}"},
      {"common.security.tlsMode: 1", {}, {}, {}, "proxy: {http: {enabled: false}}"},
      {"common.security.tlsMode: 1", {}, {http_port_added}, {rest}, "proxy: {http: {port: 19530}}"},
      {"common.security.tlsMode: 1\nproxy.http.enabled: true",
       {},
       {http_port_added},
       {rest},
       "proxy: {http: {enabled: false}}"},
  });
}

TEST_CASE("REST that is off needs no port in every spelling of false", "[tls]") {
  for (const char* spelling : {"false", "False", "FALSE", "\"false\"", "\"f\"", "\"F\"", "0", "\"0\""}) {
    check({{std::string("common.security.tlsMode: 1\nproxy: {http: {enabled: ") + spelling + "}}", {}, {}, {}}});
  }
  for (const char* spelling : {"true", "\"true\"", "\"T\"", "1", "\"\""}) {
    check({{std::string("common.security.tlsMode: 1\nproxy: {http: {enabled: ") + spelling + "}}",
            {},
            {http_port_added},
            {rest}}});
  }
  check({{"common.security.tlsMode: 1", {{"PROXY_HTTP_ENABLED", "false"}}, {}, {}}});
}

TEST_CASE("Two spellings of the REST port leave one [second spelling of http.port was kept]", "[tls]") {
  const std::string tls = "common.security.tlsMode: 1\n";
  check({
      {tls + "proxy: {http: {port: 8080}}\nproxy.http.port: 19530",
       {},
       {"[\"proxy.http.port\"]: 19530 -> nothing"},
       {}},
      {tls + "proxy: {http: {port: 19530}}\nproxy.http.port: 8080",
       {},
       {"proxy.http.port: 19530 -> 8080", "[\"proxy.http.port\"]: 8080 -> nothing"},
       {rest}},
  });
}

TEST_CASE("An environment variable that decides is respected or refused", "[tls]") {
  const std::string port = "proxy.http.port: 8080";
  const std::string tls = "common.security.tlsMode: 1";
  const char* const refused = "milvus-tls-variable";
  const char* const port_refused = "milvus-http-port-variable";
  check({
      {port, {{"COMMON_SECURITY_TLSMODE", "1"}}, {}, {}},
      {port + "\ncommon.security.tlsMode: 0", {{"COMMON_SECURITY_TLSMODE", "1"}}, {}, {}},
      {port, {{"MILVUS_CONF_COMMON_SECURITY_TLSMODE", "1"}}, {}, {}},
      {port, {{"COMMON_SECURITY_TLSMODE", "0"}}, {}, {refused}},
      {port, {{"COMMON_SECURITY_TLSMODE", "true"}}, {}, {refused}},
      {port, {{"MILVUS_CONF_COMMON_SECURITY_TLSMODE", "0"}}, {}, {refused}},
      {port, {{"COMMON_SECURITY_TLSMODE", nullptr}}, {}, {refused}},
      {port + '\n' + tls, {{"COMMON_SECURITY_TLSMODE", nullptr}}, {}, {refused}},
      {tls, {{"PROXY_HTTP_PORT", "8081"}}, {}, {}},
      {tls, {{"PROXY_HTTP_PORT", "19530"}}, {}, {port_refused}},
      {tls, {{"MILVUS_CONF_PROXY_HTTP_PORT", ""}}, {}, {port_refused}},
      {tls, {{"PROXY_HTTP_PORT", nullptr}}, {}, {port_refused}},
      {tls + '\n' + port, {{"PROXY_HTTP_PORT", nullptr}}, {}, {port_refused}},
      {tls, {{"PROXY_HTTP_PORT", "19530"}, {"PROXY_HTTP_ENABLED", "false"}}, {}, {}},
  });
}

TEST_CASE("A variable of a further workload behind the Service decides there", "[tls]") {
  for (const auto& [value, refused] : std::map<std::string, bool>{{"0", true}, {"2", true}, {"1", false}}) {
    INFO(value);
    Milvus all = configured(own_certificate);
    Server other = all.server;
    other.workload.ref.name = "second";
    other.environment.values["COMMON_SECURITY_TLSMODE"] = value;
    all.others = {other};
    const std::vector<Finding> found = speak_tls(all).findings;
    const auto tells = [](const Finding& finding) {
      return finding.kind == &tls_variable && finding.seen.find("/second sets") != std::string::npos;
    };
    CHECK(std::any_of(found.begin(), found.end(), tells) == refused);
  }
}

TEST_CASE("What a variable says stands in the finding", "[tls]") {
  const auto seen = [](const Variables& environment) {
    return speak_tls(configured("proxy.http.port: 8080", environment)).findings.front().seen;
  };
  CHECK(seen({{"COMMON_SECURITY_TLSMODE", "0"}}) ==
        "Deployment vectors/demo-milvus-proxy sets COMMON_SECURITY_TLSMODE=\"0\"");
  CHECK(seen({{"COMMON_SECURITY_TLSMODE", nullptr}}) ==
        "Deployment vectors/demo-milvus-proxy sets COMMON_SECURITY_TLSMODE from another object");
}

TEST_CASE("A port that something in the container takes is not given to REST", "[tls]") {
  struct Ports {
    const char* ports;
    Variables environment;
    const char* change;
  };
  const Ports cases[] = {
      {"[{name: milvus, containerPort: 19530}]", {}, "proxy.http.port: nothing -> 8080"},
      {"[{name: milvus, containerPort: 19530}, {name: x, containerPort: 8080}]",
       {},
       "proxy.http.port: nothing -> 8081"},
      {"[{name: milvus, containerPort: 19530}, {containerPort: 8080}, {name: x, containerPort: 8081}]",
       {},
       "proxy.http.port: nothing -> 8082"},
      {"[{name: milvus, containerPort: 8080}]", {}, "proxy.http.port: nothing -> 8081"},
      {"[{name: milvus, containerPort: 19530}]", {{"METRICS_PORT", "8080"}}, "proxy.http.port: nothing -> 8081"},
  };
  for (const Ports& c : cases) {
    INFO(c.ports);
    Milvus seen = configured(std::string(own_certificate) + "common.security.tlsMode: 1");
    Value workload = proxy_with(c.environment);
    workload.set(in_container({"ports"}), yaml::read(c.ports));
    const Config config = seen.config;
    seen = milvus(workload, service());
    seen.config = config;
    CHECK(changes(speak_tls(seen)) == std::vector<std::string>{c.change});
  }
}

TEST_CASE("Without a certificate of its own Milvus uses a public key", "[tls]") {
  CHECK(ids(speak_tls(configured("{common.security.tlsMode: 1, proxy.http.port: 8080}")).findings) ==
        std::vector<std::string>{"milvus-public-key"});
  CHECK(ids(speak_tls(configured("{common.security.tlsMode: 1, proxy.http.port: 8080}",
                                 {{"TLS_SERVERPEMPATH", "/certs/tls.crt"}}))
                .findings)
            .empty());
}

TEST_CASE("A restart that stops Milvus is said when there is one", "[tls]") {
  const auto found = [](const char* user) {
    Milvus seen = configured(own_certificate + std::string(user));
    seen.server.restart_is_outage = true;
    return ids(speak_tls(seen).findings);
  };
  CHECK(found("proxy.http.enabled: false") == std::vector<std::string>{"milvus-restart"});
  CHECK(found("common.security.tlsMode: 1\nproxy.http.enabled: false").empty());
}

TEST_CASE("The settings' hash is of what the listener runs with", "[tls]") {
  struct Hash {
    const char* user;
    const char* text;
  };
  const Hash cases[] = {
      {"", "tlsMode=1\nhttp.port=8080\ncertificate=\n"},
      {"proxy.http.port: 9443", "tlsMode=1\nhttp.port=9443\ncertificate=\n"},
      {"proxy.http.enabled: false", "tlsMode=1\ncertificate=\n"},
      {"tls.serverPemPath: /a", "tlsMode=1\nhttp.port=8080\ncertificate=/a\n"},
  };
  for (const Hash& c : cases) {
    INFO(c.user);
    CHECK(speak_tls(configured(c.user)).config_sha256 == sha256(c.text));
  }
}

TEST_CASE("Carried out and seen again nothing is left and the hash is the same", "[tls]") {
  const char* files[] = {
      "",
      "# common: {security: {tlsMode: 1}}\n",
      "common:\n  security:\n    tlsMode: 0\n",
      "common.security.tlsMode: 0\n",
      "common: {security: {tlsMode: \"0\"}}\nproxy: {http: {port: 19530}}\n",
      "proxy:\n  http:\n    enabled: false\n",
      "proxy.http:\n  port: \"\"\n",
      "proxy:\n  port: 8080\n",
      "tls:\n  serverPemPath: /certs/tls.crt\n",
      "common:\n  security:\n    tlsMode: 0\ncommon.security.tlsmode: 1\n",
      "proxy:\n  http:\n    port: 8080\nproxy.http.port: 19530\n",
      "common:\nproxy:\n",
  };
  for (const char* file : files) {
    INFO(file);
    const TlsPlan before = speak_tls(configured(file));
    const std::string text = carried_out(file, before);
    INFO(text);
    const TlsPlan after = speak_tls(configured(text));
    CHECK(changes(after).empty());
    CHECK(after.config_sha256 == before.config_sha256);
    CHECK(tls_mode(configured(text)) == 1);
  }
}

TEST_CASE("Every change has a reason", "[tls]") {
  for (const char* file : {"", "common.security.tlsMode: 0\ncommon: {security: {tlsMode: 1}}\n"}) {
    for (const SettingChange& change : speak_tls(configured(file)).changes) CHECK_FALSE(change.why.empty());
  }
}

}  // namespace
}  // namespace l7::milvus
