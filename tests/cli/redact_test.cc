#include "cli/redact.h"

#include <sstream>

#include "catch.h"
#include "cli/print_plan.h"
#include "cli/report.h"

namespace l7::cli {
namespace {

TEST_CASE("values of settings that are named like credentials are hidden in texts") {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"a: b", "a: b"},
      {"password: x", "password: ***"},
      {"minio:\n  secretAccessKey: a b # c\n  port: 9000\n", "minio:\n  secretAccessKey: ***\n  port: 9000\n"},
      {"  defaultRootPassword: \"a\\\"b\" # c", "  defaultRootPassword: *** # c"},
      {"token: 'it''s' # c", "token: *** # c"},
      {"MINIO_SECRET_KEY=abc", "MINIO_SECRET_KEY=***"},
      {"--sasl.password=abc", "--sasl.password=***"},
      {R"({"password":"a,b","user":"c"})", R"({"password":***,"user":"c"})"},
      {R"({\"password\":\"ab\"})", R"({\"password\":\***)"},
      {"password: |\n  one\n\n  two\nport: 1\n", "password: ***\nport: 1\n"},
      {"a:\n  token: >-\n    one\n  b: 1\n", "a:\n  token: ***\n  b: 1\n"},
      {"secretName: demo-tls", "secretName: demo-tls"},
      {"secret:\n  name: a\n", "secret:\n  name: a\n"},
      {"automountServiceAccountToken: false", "automountServiceAccountToken: false"},
      {"password: \"\"", "password: \"\""},
      {"password:", "password:"},
      {"password: \"open", "password: ***"},
      {"a = password: x = y", "a = password: ***"},
  };
  for (const auto& [text, wanted] : cases) CHECK(without_credentials(text) == wanted);
}

TEST_CASE("credentials in an object") {
  const Value object = Value::map(
      {{"kind", "Deployment"},
       {"metadata",
        Value::map(
            {{"managedFields", Value::list({"x"})},
             {"annotations", Value::map({{"a", "b"}, {"kubectl.kubernetes.io/last-applied-configuration", "pass"}})}})},
       {"spec", Value::map({{"env", Value::list({Value::map({{"name", "DB_PASSWORD"}, {"value", "pass"}}),
                                                 Value::map({{"name", "PORT"}, {"value", "1"}})})},
                            {"apiKey", "pass"},
                            {"secret", Value::map({{"secretName", "s"}})},
                            {"text", "x: 1\npassword: pass\n"}})}});
  const auto [before, after] = without_credentials(object, Value());
  CHECK(after.is_null());
  CHECK(to_json(before) ==
        R"({"kind":"Deployment","metadata":{"annotations":{"a":"b"}},"spec":{"env":[{"name":"DB_PASSWORD",)"
        R"("value":"***"},{"name":"PORT","value":"1"}],"apiKey":"***","secret":{"secretName":"s"},)"
        R"("text":"x: 1\npassword: ***\n"}})");
}

TEST_CASE("a Secret shows which entries differ, and no contents") {
  const auto secret = [](std::vector<Value::Member> data) {
    return Value::map({{"kind", "Secret"}, {"data", Value::map(std::move(data))}});
  };
  const auto [before, after] = without_credentials(secret({{"same", "1"}, {"other", "2"}, {"gone", "3"}}),
                                                   secret({{"same", "1"}, {"other", "9"}, {"new", "4"}}));
  CHECK(to_json(before) == R"json({"kind":"Secret","data":{"same":"***","other":"*** (before)","gone":"***"}})json");
  CHECK(to_json(after) == R"json({"kind":"Secret","data":{"same":"***","other":"*** (after)","new":"***"}})json");
}

TEST_CASE("a change to a Secret") {
  const ObjectRef ref = {"v1", "Secret", "ns", "s"};
  const Value whole = Value::map({{"kind", "Secret"}, {"stringData", Value::map({{"tls.key", "pem"}})}});
  Change change = {ref, {}, {}, {}, whole, Phase::prepare, "why"};
  CHECK(to_json(*redacted(change).after) == R"({"kind":"Secret","stringData":{"tls.key":"***"}})");
  CHECK_FALSE(redacted(change).before);
  change = {ref, {"data", "tls.key"}, {}, "old", "new", Phase::prepare, "why"};
  CHECK(*redacted(change).before == Value("***"));
  CHECK(*redacted(change).after == Value("***"));
  change = {ref, {"metadata", "labels", "a"}, {}, "old", "new", Phase::prepare, "why"};
  CHECK(*redacted(change).after == Value("new"));
  change.object.kind = "ConfigMap";
  change.path = {"data", "a"};
  CHECK(*redacted(change).after == Value("new"));
}

TEST_CASE("neither a plan nor a report shows what is in a Secret") {
  Report report;
  report.changes = {{{"v1", "Secret", "ns", "s"},
                     {},
                     {},
                     {},
                     Value::map({{"kind", "Secret"}, {"data", Value::map({{"tls.key", "hunter2"}})}}),
                     Phase::prepare,
                     "why"}};
  std::ostringstream out;
  print_plan(out, {report.changes, {}, {}}, false);
  for (const std::string& text : {out.str(), to_json(report)}) {
    CHECK_THAT(text, ContainsSubstring("tls.key"));
    CHECK_THAT(text, !ContainsSubstring("hunter2"));
  }
}

}  // namespace
}  // namespace l7::cli
