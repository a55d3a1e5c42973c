#include "cli/release_status.h"

#include <sstream>

#include "catch.h"
#include "cli/path_view.h"
#include "model/error.h"
#include "yaml/read.h"

namespace l7::cli {
namespace {

const FindingKind kind = {"test-warning", Area::milvus, Severity::warning, "title", "why", "fix it"};

Health waiting() {
  return {{{"address", State::ready, "34.1.2.3", ""},
           {"certificate", State::failed, "demo-milvus-l7-tls", "the Secret is missing; make it and run enable again"},
           {"backend", State::waiting, "", "no health check has answered yet"},
           {"service", State::ready, "ClusterIP 10.0.0.7:19530", ""},
           {"pods", State::unknown, "", "no permission to list pods"}},
          "34.1.2.3"};
}

Health ready() { return {{{"address", State::ready, "34.1.2.3", ""}}, "34.1.2.3"}; }

std::vector<ReleaseStatus> examples() {
  using owner::Owner;
  return {{"milvus", "demo-milvus", "demo", "gcp", "proxy", "2.4.5", ready(), {}, "", Owner::helm4, "it stops", false},
          {"other",
           "vectors",
           "",
           "",
           "standalone",
           "2.3.1",
           {},
           {{&kind, "", "this"}},
           "tlsMode is 0",
           Owner::helm3,
           "",
           false},
          {"gone", "old-milvus", "", "aws", "", "", waiting(), {}, "", Owner::none, "", true}};
}

std::string drawn(const Health& health, const Style& style) {
  std::ostringstream out;
  draw_path(out, health, style);
  return out.str();
}

std::string printed(Format format, bool all_namespaces = true) {
  std::ostringstream out;
  print_statuses(out, examples(), format, all_namespaces);
  return out.str();
}

std::string drawn(const ReleaseStatus& status) {
  std::ostringstream out;
  draw_status(out, status, {});
  return out.str();
}

TEST_CASE("the path, hop by hop") {
  CHECK(drawn(waiting(), {false, true, 50}) == R"(● client
✓ address      34.1.2.3
✗ certificate  demo-milvus-l7-tls
│              the Secret is missing; make it and
│              run enable again
… backend      waiting
│              no health check has answered yet
✓ service      ClusterIP 10.0.0.7:19530
? pods         unknown
               no permission to list pods
)");
}

TEST_CASE("the path without UTF-8 and without a terminal") {
  CHECK(drawn(waiting(), {}) == R"(o  client
ok address      34.1.2.3
x  certificate  demo-milvus-l7-tls
|               the Secret is missing; make it and run enable again
.. backend      waiting
|               no health check has answered yet
ok service      ClusterIP 10.0.0.7:19530
?  pods         unknown
                no permission to list pods
)");
}

TEST_CASE("the path in colour") {
  const std::string text = drawn(waiting(), {true, true, 0});
  CHECK(text.find("\x1b[32m✓\x1b[0m \x1b[1maddress\x1b[0m      34.1.2.3\n") != std::string::npos);
  CHECK(text.find("\x1b[31m✗\x1b[0m") != std::string::npos);
  CHECK(text.find("\x1b[33mno permission to list pods\x1b[0m\n") != std::string::npos);
}

TEST_CASE("nothing in a path reaches the terminal as a control character") {
  const std::string evil = "a\x1b[2J\nb";
  const std::string text = drawn({{{evil, State::failed, evil, evil}}, evil}, {});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\nb") == std::string::npos);
}

TEST_CASE("statuses as tables") {
  CHECK(printed(Format::table) ==
        "NAMESPACE   SERVICE       RELEASE   CLOUD    STATE    ADDRESS\n"
        "milvus      demo-milvus   demo      gcp      ready    34.1.2.3\n"
        "other       vectors       <none>    <none>   off      <none>\n"
        "gone        old-milvus    <none>    aws      orphan   34.1.2.3\n");
  CHECK(printed(Format::wide, false) ==
        "SERVICE       RELEASE   CLOUD    STATE    ADDRESS    ROLE         VERSION   OWNER    DRIFT   FINDINGS\n"
        "demo-milvus   demo      gcp      ready    34.1.2.3   proxy        2.4.5     Helm 4   no      <none>\n"
        "vectors       <none>    <none>   off      <none>     standalone   2.3.1     Helm 3   yes     test-warning\n"
        "old-milvus    <none>    aws      orphan   34.1.2.3   <none>       <none>    <none>   no      <none>\n");
  CHECK(printed(Format::name) == "service/demo-milvus\nservice/vectors\nservice/old-milvus\n");
}

TEST_CASE("a record that cannot be read is a word in the row of its release") {
  ReleaseStatus status;
  status.service = "demo-milvus";
  status.record_broken = true;
  status.drift = "Service milvus/demo-milvus: the record of what was changed cannot be read";
  std::ostringstream out;
  print_statuses(out, {status}, Format::wide, false);
  CHECK(out.str().find("record cannot be read") != std::string::npos);
}

TEST_CASE("statuses for programs: JSON and YAML say the same, with the documented keys") {
  const Value json = yaml::read(printed(Format::json));
  CHECK(json == yaml::read(printed(Format::yaml)));
  REQUIRE(json.find("items")->items().size() == 3);
  std::string keys;
  for (const auto& [key, value] : json.find("items")->items()[0].members()) keys += key + ' ';
  CHECK(keys ==
        "namespace service release cloud role version address state hops findings drift owner next_upgrade orphan ");
  const Value& second = json.find("items")->items()[1];
  CHECK(second.text_at({"state"}) == "off");
  CHECK(second.text_at({"findings", std::size_t{0}, "id"}) == "test-warning");
  CHECK(second.text_at({"drift"}) == "tlsMode is 0");
  CHECK(second.text_at({"owner"}) == "Helm 3");
  const Value& third = json.find("items")->items()[2];
  CHECK(third.text_at({"owner"}).empty());
  CHECK(third.find("orphan")->is_true());
  CHECK(third.text_at({"hops", std::size_t{1}, "state"}) == "failed");
  CHECK(third.text_at({"hops", std::size_t{1}, "name"}) == "certificate");
  CHECK(third.text_at({"hops", std::size_t{2}, "reason"}) == "no health check has answered yet");
}

TEST_CASE("the worst hop decides") {
  ReleaseStatus status;
  const auto with = [&](std::vector<State> states) {
    status.health.hops.clear();
    for (const State state : states) status.health.hops.push_back({"x", state, "", ""});
    return state_of(status);
  };
  CHECK(with({}) == "off");
  CHECK(with({State::ready, State::ready}) == "ready");
  CHECK(with({State::ready, State::unknown}) == "unknown");
  CHECK(with({State::unknown, State::waiting}) == "waiting");
  CHECK(with({State::waiting, State::failed, State::unknown}) == "failed");
}

TEST_CASE("one status in full") {
  CHECK(drawn(examples()[0]) ==
        "demo-milvus in namespace milvus (release demo, gcp, proxy 2.4.5)\no  client\nok address  34.1.2.3\n"
        "owner: it stops\n");
  CHECK(drawn(examples()[1]) ==
        "vectors in namespace other (standalone 2.3.1)\n"
        "It is not behind a layer 7 balancer; kubectl milvus-l7 enable puts it there.\n"
        "owner: Helm 3 (client-side apply)\n"
        "drift: tlsMode is 0\nwarning: title: this [test-warning]\n  fix: fix it\n");
  CHECK(drawn(examples()[2]).find("fix: kubectl milvus-l7 disable\n") != std::string::npos);
}

TEST_CASE("formats") {
  CHECK(format_of("") == Format::table);
  CHECK(format_of("name") == Format::name);
  CHECK(format_of("wide") == Format::wide);
  try {
    format_of("jsom");
    FAIL("taken");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == "there is no output format 'jsom'; did you mean json?");
  }
}

}  // namespace
}  // namespace l7::cli
