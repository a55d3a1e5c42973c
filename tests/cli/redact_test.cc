#include "cli/redact.h"

#include <sstream>

#include "catch.h"
#include "cli/print_plan.h"
#include "cli/report.h"

namespace l7::cli {
namespace {

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

TEST_CASE("of a change of a text the lines that differ are kept, without credentials") {
  const std::string before = "minio:\n  secretAccessKey: hunter2\ncommon:\n  security:\n    tlsMode: 1\nlog: {}\n";
  std::string after = before;
  after.replace(after.find("tlsMode: 1"), 10, "tlsMode: 0");
  Change change = {{"v1", "ConfigMap", "ns", "c"}, {"data", "user.yaml"}, {}, before, after, Phase::prepare, "why"};
  CHECK(*redacted(change).before == Value("    tlsMode: 1\n"));
  CHECK(*redacted(change).after == Value("    tlsMode: 0\n"));
  change.after.reset();
  CHECK_THAT(redacted(change).before->text(), !ContainsSubstring("hunter2"));
  change.after = before + "x: 1\n";
  CHECK(*redacted(change).before == Value(""));
  change.after = "minio:\n  secretAccessKey: other\n" + before.substr(before.find("common"));
  CHECK(*redacted(change).after == Value("***"));
}

TEST_CASE("a credential is hidden wherever it stands in a change") {
  const std::string secret = "hunter2";
  const ObjectRef workload = {"apps/v1", "Deployment", "ns", "d"};
  const Value env = Value::list({Value::map({{"name", "MINIO_SECRET_KEY"}, {"value", secret}}),
                                 Value::map({{"name", "DB_URL"}, {"value", "mysql://root:" + secret + "@db"}})});
  const Value containers = Value::list({Value::map({{"name", "milvus"}, {"env", env}})});
  const Value whole =
      Value::map({{"kind", "Secret"},
                  {"metadata",
                   Value::map({{"annotations", Value::map({{"kubectl.kubernetes.io/last-applied-configuration", secret},
                                                           {"milvus-l7/undo", secret}})}})},
                  {"data", Value::map({{"tls.key", secret}})}});
  const std::vector<Change> changes = {
      {workload, {"spec", "template", "spec", "containers"}, {}, containers, std::nullopt, Phase::prepare, ""},
      {workload, {"spec", "template"}, {}, containers, containers, Phase::prepare, ""},
      {workload, {"metadata", "annotations", "api-token"}, {}, secret, secret, Phase::prepare, ""},
      {workload, {"metadata", "annotations", "url"}, {}, "https://a:" + secret + "@b", "", Phase::prepare, ""},
      {workload, {"metadata", "annotations", "milvus-l7/undo"}, {}, secret, std::nullopt, Phase::prepare, ""},
      {workload, {"data", "user.yaml"}, {"minio", "secretAccessKey"}, secret, secret, Phase::prepare, ""},
      {{"v1", "Secret", "ns", "s"}, {}, {}, whole, std::nullopt, Phase::prepare, ""},
      {{"v1", "Secret", "ns", "s"}, {"data"}, {}, Value::map({{"tls.key", secret}}), whole, Phase::prepare, ""},
  };
  for (const Change& change : changes) {
    INFO(to_string(change.path));
    const Change shown = redacted(change);
    for (const auto& value : {shown.before, shown.after}) {
      if (value) CHECK_THAT(to_json(*value), !ContainsSubstring(secret));
    }
  }
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
