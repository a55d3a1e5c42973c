#include "cloud/aws/options.h"
#include "catch.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "model/error.h"

namespace l7 {
namespace {

using namespace fixture;

Wishes gcp_options() { return options_for("gcp"); }

struct Given {
  const char* what;
  void (*ask)(Wishes&);
};

TEST_CASE("GKE takes these options", "[gcp]") {
  const Given cases[] = {
      {"nothing", [](Wishes&) {}},
      {"hosts",
       [](Wishes& o) {
         o.hosts = {"a.example.com", "*.example.com"};
       }},
      {"a secret", [](Wishes& o) { o.options[tls_secret] = "cert"; }},
      {"a managed certificate",
       [](Wishes& o) { o.options[gcp::managed_certificate] = "", o.hosts = {"a.example.com"}; }},
      {"a domain of 63 characters",
       [](Wishes& o) { o.options[gcp::managed_certificate] = "m", o.hosts = {std::string(59, 'a') + ".com"}; }},
      {"100 domains",
       [](Wishes& o) {
         o.options[gcp::managed_certificate] = "m", o.hosts = std::vector<std::string>(100, "a.example.com");
       }},
      {"a pre-shared certificate", [](Wishes& o) { o.options[gcp::pre_shared_certificate] = "cert"; }},
      {"an address", [](Wishes& o) { o.options[gcp::static_ip] = "address"; }},
      {"internal", [](Wishes& o) { o.internal = true; }},
      {"internal with an address", [](Wishes& o) { o.internal = true, o.options[gcp::static_ip] = "address"; }},
      {"policies", [](Wishes& o) { o.options[gcp::security_policy].text = "armor", o.ssl_policy = "modern"; }},
      {"a second", [](Wishes& o) { o.request_timeout_sec = 1; }},
      {"a day", [](Wishes& o) { o.request_timeout_sec = 86400; }},
      {"annotations",
       [](Wishes& o) {
         o.annotations = {{"a", "b"}};
       }},
  };
  for (const Given& c : cases) {
    INFO(c.what);
    Wishes wishes = gcp_options();
    c.ask(wishes);
    CHECK_NOTHROW(check(wishes));
  }
}

TEST_CASE("GKE has no use for these options", "[gcp]") {
  struct Case {
    const char* flag;
    void (*ask)(Wishes&);
    const char* what;
  };
  const char* no_use = "GKE has no use for this option";
  const Case cases[] = {
      {"--certificate-arn", [](Wishes& o) { o.options[aws::certificate_arn] = "arn"; }, no_use},
      {"--waf-acl", [](Wishes& o) { o.options[aws::waf_acl] = "arn"; }, no_use},
      {"--inbound-cidrs", [](Wishes& o) { o.options[inbound_cidrs] = {"10.0.0.0/8"}; },
       "GKE limits who may connect by a policy, not by the Ingress"},
      {"--subnets", [](Wishes& o) { o.options[aws::subnets] = {"a"}; }, no_use},
      {"--security-groups", [](Wishes& o) { o.options[aws::security_groups] = {"a"}; }, no_use},
      {"--group", [](Wishes& o) { o.options[aws::group] = "a"; }, no_use},
      {"--ssl-policy", [](Wishes& o) { o.internal = true, o.ssl_policy = "modern"; },
       "GKE takes an SSL policy for external balancers only"},
      {"--request-timeout-sec", [](Wishes& o) { o.request_timeout_sec = 0; },
       "the timeout must be at least one second"},
      {"--managed-certificate", [](Wishes& o) { o.options[gcp::managed_certificate] = "m"; },
       "a Google-managed certificate needs a domain"},
      {"--managed-certificate",
       [](Wishes& o) { o.internal = true, o.options[gcp::managed_certificate] = "", o.hosts = {"a.b"}; },
       "a Google-managed certificate is for external balancers only"},
      {"--managed-certificate",
       [](Wishes& o) {
         o.options[gcp::managed_certificate] = "", o.hosts = std::vector<std::string>(101, "a.example.com");
       },
       "a Google-managed certificate takes at most 100 domains"},
      {"--host",
       [](Wishes& o) {
         o.options[gcp::managed_certificate] = "", o.hosts = {"a.b", "*.example.com"};
       },
       "a Google-managed certificate takes no wildcard and at most 63 characters: *.example.com"},
      {"--host", [](Wishes& o) { o.options[gcp::managed_certificate] = "", o.hosts = {std::string(60, 'a') + ".com"}; },
       "a Google-managed certificate takes no wildcard and at most 63 characters: "
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com"},
  };
  for (const Case& c : cases) {
    INFO(c.flag << " " << c.what);
    Wishes wishes = gcp_options();
    c.ask(wishes);
    try {
      check(wishes);
      FAIL("taken");
    } catch (const UsageError& error) {
      CHECK(error.where == c.flag);
      CHECK(error.what() == std::string(c.what));
      CHECK_FALSE(error.fix.empty());
    }
  }
}

TEST_CASE("Names of Google Cloud resources are checked before they are written", "[gcp]") {
  struct Flag {
    const char* flag;
    std::string& (*value)(Wishes&);
  };
  struct Name {
    std::string text;
    bool taken;
  };
  const Name names[] = {
      {"a", true},
      {"db-address-1", true},
      {std::string(63, 'a'), true},
      {std::string(64, 'a'), false},
      {"1a", false},
      {"-a", false},
      {"a-", false},
      {"Db", false},
      {"a_b", false},
      {"34.1.2.3", false},
      {"projects/p/global/x", false},
  };
  for (const Flag& flag :
       {Flag{"--pre-shared-cert", [](Wishes& o) -> std::string& { return o.options[gcp::pre_shared_certificate]; }},
        Flag{"--static-ip", [](Wishes& o) -> std::string& { return o.options[gcp::static_ip]; }},
        Flag{"--security-policy",
             [](Wishes& o) -> std::string& { return o.options[gcp::security_policy].text.emplace(); }},
        Flag{"--ssl-policy", [](Wishes& o) -> std::string& { return o.ssl_policy; }}}) {
    for (const Name& name : names) {
      INFO(flag.flag << " " << name.text);
      Wishes wishes = gcp_options();
      flag.value(wishes) = name.text;
      if (name.taken) {
        CHECK_NOTHROW(check(wishes));
        continue;
      }
      try {
        check(wishes);
        FAIL("taken");
      } catch (const UsageError& error) {
        CHECK(error.where == flag.flag);
        CHECK(error.what() == "Google Cloud gives no resource the name '" + name.text + "'");
      }
    }
  }
}

}  // namespace
}  // namespace l7
