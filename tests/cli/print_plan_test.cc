#include "cli/print_plan.h"

#include <sstream>

#include "catch.h"

namespace l7::cli {
namespace {

const FindingKind worse = {"test-error",       Area::milvus,       Severity::error,
                           "it does not work", "Because of this.", "do that"};
const FindingKind bad = {"test-warning",    Area::milvus,       Severity::warning,
                         "it may not work", "Because of that.", "do this"};
const FindingKind mild = {"test-note", Area::milvus, Severity::note, "it works", "So it is.", "nothing to do"};

const ObjectRef service = {"v1", "Service", "milvus", "demo-milvus"};
const ObjectRef config_map = {"v1", "ConfigMap", "", "demo-milvus"};
const ObjectRef ingress = {"networking.k8s.io/v1", "Ingress", "milvus", "demo-milvus-l7"};

Plan example() {
  const Value whole = Value::map({{"kind", "Ingress"}, {"metadata", Value::map({{"name", "demo-milvus-l7"}})}});
  Plan plan;
  plan.changes = {
      {service, {"metadata", "annotations", "a.b/c"}, {}, {}, R"({"x":"HTTP2"})", Phase::prepare, "gRPC needs it"},
      {config_map, {"data", "user.yaml"}, {"common", "security.tls"}, 0, 1, Phase::backend, "TLS to the pod"},
      {ingress, {}, {}, {}, whole, Phase::ingress, "the balancer"},
      {service, {"spec", "type"}, {}, "LoadBalancer", "ClusterIP", Phase::cutover, "closed now"},
      {service, {"spec", "ports", std::size_t{0}, "nodePort"}, {}, 30000, {}, Phase::cutover, "closed now"},
  };
  plan.findings = {{&mild, "", "this"}, {&bad, "line 1", "one"}, {&worse, "line 2", "two"}, {&bad, "line 3", "three"}};
  return plan;
}

std::string shown(const Plan& plan, bool colour = false) {
  std::ostringstream out;
  print_plan(out, plan, colour);
  return out.str();
}

TEST_CASE("a plan is shown object by object, with its findings, the worst first") {
  CHECK(shown(example()) == R"(Service milvus/demo-milvus
  + metadata.annotations["a.b/c"]: {"x":"HTTP2"}
  # gRPC needs it
  - spec.type: LoadBalancer
  + spec.type: ClusterIP
  - spec.ports[0].nodePort: 30000
  # closed now

ConfigMap demo-milvus
  - data["user.yaml"] > common["security.tls"]: 0
  + data["user.yaml"] > common["security.tls"]: 1
  # TLS to the pod

+ Ingress milvus/demo-milvus-l7 (new)
  # the balancer
  + kind: "Ingress"
  + metadata:
  +   name: "demo-milvus-l7"

error: it does not work [test-error]
  where: line 2
  seen:  two
  why:   Because of this.
  fix:   do that

warning: it may not work [test-warning]
  where: line 1
  seen:  one
  why:   Because of that.
  fix:   do this

warning: it may not work [test-warning]
  where: line 3
  seen:  three
  why:   Because of that.
  fix:   do this

note: it works [test-note]
  seen:  this
  why:   So it is.
  fix:   nothing to do
)");
}

TEST_CASE("a plan without changes says so") {
  CHECK(shown(Plan()) == "Nothing to change.\n");
  Plan plan;
  plan.findings = {{&mild, "", "this"}};
  CHECK(
      shown(plan) ==
      "Nothing to change.\n\nnote: it works [test-note]\n  seen:  this\n  why:   So it is.\n  fix:   nothing to do\n");
}

TEST_CASE("an object that goes") {
  Plan plan;
  plan.changes = {{ingress, {}, {}, Value::map({{"kind", "Ingress"}}), {}, Phase::cutover, "given back"}};
  CHECK(shown(plan) == "- Ingress milvus/demo-milvus-l7 (removed)\n  # given back\n");
}

TEST_CASE("colour adds escape codes around the same text and nothing else") {
  const std::string coloured = shown(example(), true);
  std::string text;
  bool inside = false, painted = false;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      const std::size_t end = coloured.find('m', i);
      REQUIRE(end != std::string::npos);
      inside = coloured.substr(i, end - i + 1) != "\x1b[0m";
      painted = true;
      i = end;
    } else {
      CHECK_FALSE((inside && coloured[i] == '\n'));
      text += coloured[i];
    }
  }
  CHECK(painted);
  CHECK_FALSE(inside);
  CHECK(text == shown(example()));
  CHECK(coloured.find("\x1b[31m  - spec.type: LoadBalancer\x1b[0m\n") != std::string::npos);
  CHECK(coloured.find("\x1b[32m  + spec.type: ClusterIP\x1b[0m\n") != std::string::npos);
}

TEST_CASE("of a text of several lines the changed ones are shown, one by one") {
  Plan plan;
  plan.changes = {{config_map,
                   {"data", "user.yaml"},
                   {},
                   "a: 1\npassword: x\nb: 1\n",
                   "a: 1\npassword: x\nb: 2\nc: 3\n",
                   Phase::backend,
                   "as it was before"}};
  CHECK(shown(plan) == R"(ConfigMap demo-milvus
  - data["user.yaml"]:
  -   b: 1
  + data["user.yaml"]:
  +   b: 2
  +   c: 3
  # as it was before
)");
}

TEST_CASE("a string is quoted where it could be taken for something else") {
  const struct {
    Value value;
    std::string shown;
  } cases[] = {
      {"text", "text"},
      {"two words", "two words"},
      {"", "\"\""},
      {"true", "\"true\""},
      {true, "true"},
      {"off", "\"off\""},
      {"1", "\"1\""},
      {1, "1"},
      {"-1", "\"-1\""},
      {"059a", "\"059a\""},
      {" a", "\" a\""},
      {"a ", "\"a \""},
      {"a\nb", "\"a\\nb\""},
      {"\x1b[31m", "\"\\u001b[31m\""},
      {"a\xc2\x9b", "\"a\\x9b\""},
      {Value(), "null"},
      {Value::list({"a", 1}), "[\"a\",1]"},
      {Value::map({{"a", "b"}}), "{\"a\":\"b\"}"},
  };
  for (const auto& [value, wanted] : cases) {
    Plan plan;
    plan.changes = {{service, {"x"}, {}, {}, value, Phase::prepare, "why"}};
    CHECK(shown(plan) == "Service milvus/demo-milvus\n  + x: " + wanted + "\n  # why\n");
  }
}

TEST_CASE("nothing from a manifest reaches the terminal as a control character") {
  const std::string evil = "a\x1b]0;title\x07\nerror: fake";
  Plan plan;
  plan.changes = {
      {{"v1", evil, evil, evil}, {evil, evil}, {evil}, evil, Value::map({{evil, evil}}), Phase::prepare, evil},
      {{"v1", "Ingress", "", evil}, {}, {}, {}, Value::map({{evil, evil}}), Phase::prepare, evil}};
  plan.findings = {{&bad, evil, evil}};
  std::ostringstream out;
  print_finding(out, plan.findings[0]);
  print_error(out, Error(evil, evil, evil));
  for (const std::string& text : {shown(plan), out.str()}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("\nerror: fake") == std::string::npos);
  }
}

TEST_CASE("a finding on one line, with its fix") {
  std::ostringstream out;
  print_finding(out, {&bad, "line 1", "this"});
  print_finding(out, {&mild, "", "that"});
  CHECK(out.str() ==
        "warning: it may not work: this (line 1) [test-warning]\n  fix: do this\n"
        "note: it works: that [test-note]\n  fix: nothing to do\n");
}

TEST_CASE("an error says what, where and what to do, as far as it knows") {
  std::ostringstream out;
  print_error(out, Error("it broke", "line 1", "mend it"));
  print_error(out, UsageError("it broke", "", ""));
  CHECK(out.str() == "error: it broke\n  at: line 1\n  fix: mend it\nerror: it broke\n");
}

TEST_CASE("an error of several lines keeps them, and one of kubectl's sentences stands alone") {
  std::ostringstream out;
  Error error("The Service \"x\" is invalid:\n* spec.a: no\n\n* spec.b: \x1b[31mno", "", "correct them");
  error.heading = "";
  print_error(out, error);
  CHECK(out.str() ==
        "The Service \"x\" is invalid:\n    * spec.a: no\n    * spec.b: \\x1b[31mno\n  fix: correct them\n");
}

}  // namespace
}  // namespace l7::cli
