#include <set>

#include "catch.h"
#include "cloud/certificate.h"
#include "cloud/findings.h"
#include "cloud/fixture.h"
#include "cloud/gcp/options.h"
#include "milvus/findings.h"
#include "model/error.h"

namespace l7 {
namespace {

using namespace fixture;

TEST_CASE("A cloud is found by its name", "[registry]") {
  for (const Cloud* cloud : clouds()) {
    CHECK(&cloud_for(options_for(std::string(cloud->name()))) == cloud);
    CHECK_FALSE(cloud->title().empty());
  }
}

TEST_CASE("A cloud that is not there is wrong usage and the ones that are get listed", "[registry]") {
  struct Case {
    const char* cloud;
    const char* what;
  };
  for (const Case& c : {Case{"", "no cloud was named"},
                        {"azure", "there is no cloud 'azure'"},
                        {"GCP", "there is no cloud 'GCP'"},
                        {"gcp ", "there is no cloud 'gcp '; did you mean gcp?"}}) {
    try {
      cloud_for(options_for(c.cloud));
      FAIL("found");
    } catch (const UsageError& error) {
      CHECK(error.what() == std::string(c.what));
      CHECK(error.where == "--cloud");
      for (const Cloud* cloud : clouds()) CHECK(error.fix.find(cloud->name()) != std::string::npos);
    }
  }
}

TEST_CASE("Objects of ours are named after the Service unless a flag says otherwise", "[registry]") {
  struct Case {
    const char* ingress;
    const char* secret;
    std::optional<std::string> managed;
    std::set<std::string> names;
  };
  const Case cases[] = {
      {"", "", std::nullopt, {"demo-milvus-l7", "demo-milvus-l7-tls"}},
      {"web", "", std::nullopt, {"web", "demo-milvus-l7", "demo-milvus-l7-tls"}},
      {"", "cert", std::nullopt, {"demo-milvus-l7", "cert"}},
      {"", "", "managed", {"demo-milvus-l7", "demo-milvus-l7-tls", "managed"}},
  };
  for (const Case& c : cases) {
    Wishes wishes = options_for("gcp");
    wishes.ingress_name = c.ingress;
    wishes.options[tls_secret] = c.secret;
    wishes.options[gcp::managed_certificate] = c.managed;
    const Observed seen = Release().observe(wishes);
    const std::set<std::string> names = own_names(seen.milvus, wishes);
    for (const std::string& name : c.names) CHECK(names.contains(name));
    CHECK(names.size() == c.names.size());
    CHECK(own_name(seen.milvus) == "demo-milvus-l7");
    CHECK(entry_name(seen.milvus, wishes) == (*c.ingress ? c.ingress : "demo-milvus-l7"));
    CHECK(tls_secret_name(seen.milvus, wishes) == (*c.secret ? c.secret : "demo-milvus-l7-tls"));
  }
}

TEST_CASE("A substitute stands for an option of another cloud", "[registry]") {
  std::set<std::string_view> all;
  for (const Cloud* cloud : clouds()) {
    for (const Option* option : cloud->options()) all.insert(option->name);
  }
  for (const Cloud* cloud : clouds()) {
    for (const Substitute& substitute : cloud->substitutes()) {
      INFO(cloud->name() << ' ' << substitute.option);
      CHECK(all.contains(substitute.option));
      for (const Option* option : cloud->options()) CHECK(option->name != substitute.option);
      CHECK_FALSE(substitute.fix.empty());
    }
  }
}

TEST_CASE("Every finding of every table has an ID of its own and says what and why and what to do", "[registry]") {
  std::vector<const FindingKind*> kinds;
  const auto add = [&](std::span<const FindingKind* const> table) {
    kinds.insert(kinds.end(), table.begin(), table.end());
  };
  add(milvus::finding_kinds());
  add(shared_findings::kinds());
  for (const Cloud* cloud : clouds()) {
    for (const FindingKind* kind : cloud->finding_kinds()) {
      CHECK(kind->id.starts_with(std::string(cloud->name()) + '-'));
    }
    add(cloud->finding_kinds());
  }
  std::set<std::string_view> seen;
  for (const FindingKind* kind : kinds) {
    INFO(kind->id);
    CHECK(seen.insert(kind->id).second);
    CHECK(kind->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK_FALSE(kind->title.empty());
    CHECK_FALSE(kind->why.empty());
    CHECK_FALSE(kind->fix.empty());
  }
}

TEST_CASE("Every cloud says who takes a certificate", "[registry]") {
  for (const Cloud* cloud : clouds()) {
    const Verdict verdict = cloud->verdict_on(good_certificate(), now);
    CHECK_FALSE(verdict.who.empty());
    CHECK(verdict.objection.empty());
  }
}

TEST_CASE("Hints on answers are one cloud's, or those of all clouds in their order", "[registry]") {
  const auto codes = [](const Cloud* cloud) {
    std::vector<int> all;
    for (const AnswerHint& hint : answer_hints(cloud)) all.push_back(hint.code);
    return all;
  };
  std::vector<int> together;
  for (const Cloud* cloud : clouds()) {
    for (const AnswerHint& hint : cloud->answer_hints()) {
      INFO(hint.code);
      CHECK_FALSE((hint.failure.empty() && hint.fix.empty()));
    }
    const std::vector<int> own = codes(cloud);
    together.insert(together.end(), own.begin(), own.end());
  }
  CHECK(codes(nullptr) == together);
}

TEST_CASE("An attribute is set among others", "[registry]") {
  struct Case {
    const char* attributes;
    const char* result;
  };
  const Case cases[] = {
      {"", "k=1"},
      {"k=0", "k=1"},
      {"a=b", "a=b,k=1"},
      {"k=0,a=b", "k=1,a=b"},
      {"a=b,k=0,c=d", "a=b,k=1,c=d"},
      {"a=b, k=0", "a=b,k=1"},
      {"a=b , c=d", "a=b,c=d,k=1"},
      {"kk=0", "kk=0,k=1"},
      {"k=0,k=2", "k=1,k=1"},
      {"a=b,", "a=b,k=1"},
      {"k=1", "k=1"},
  };
  for (const Case& c : cases) {
    INFO(c.attributes);
    CHECK(with_attribute(c.attributes, "k", "1") == c.result);
    CHECK(with_attribute(c.result, "k", "1") == c.result);
  }
}

}  // namespace
}  // namespace l7
