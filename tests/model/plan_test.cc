#include "model/plan.h"

#include "catch.h"

namespace l7 {
namespace {

constexpr FindingKind note = {"a-note", Area::milvus, Severity::note, "", "", ""};
constexpr FindingKind warning = {"a-warning", Area::milvus, Severity::warning, "", "", ""};
constexpr FindingKind error = {"an-error", Area::milvus, Severity::error, "", "", ""};

TEST_CASE("A plan is refused by an error and by nothing less", "[plan]") {
  struct Case {
    std::vector<const FindingKind*> kinds;
    bool refused;
  };
  const Case cases[] = {{{}, false},
                        {{&note, &warning}, false},
                        {{&error}, true},
                        {{&error, &note}, true},
                        {{&note, &warning, &error}, true}};
  for (const Case& c : cases) {
    Plan plan;
    for (const FindingKind* kind : c.kinds) plan.findings.push_back({kind, "", ""});
    CHECK(plan.refused() == c.refused);
  }
}

TEST_CASE("A change creates when it has neither a place nor a value before", "[plan]") {
  const ObjectRef ref = {"v1", "Service", "", "demo"};
  CHECK(Change{ref, {}, {}, std::nullopt, Value::map(), Phase::prepare, ""}.creates());
  CHECK_FALSE(Change{ref, {}, {}, Value::map(), std::nullopt, Phase::prepare, ""}.creates());
  CHECK_FALSE(Change{ref, {"spec"}, {}, std::nullopt, Value::map(), Phase::prepare, ""}.creates());
}

TEST_CASE("Phases are ordered as a live run applies them", "[plan]") {
  CHECK(Phase::prepare < Phase::backend);
  CHECK(Phase::backend < Phase::ingress);
  CHECK(Phase::ingress < Phase::cutover);
}

TEST_CASE("Severities and phases have names", "[plan]") {
  CHECK(to_string(Severity::note) == "note");
  CHECK(to_string(Severity::warning) == "warning");
  CHECK(to_string(Severity::error) == "error");
  CHECK(to_string(Phase::prepare) == "prepare");
  CHECK(to_string(Phase::backend) == "backend");
  CHECK(to_string(Phase::ingress) == "ingress");
  CHECK(to_string(Phase::cutover) == "cutover");
}

}  // namespace
}  // namespace l7
