#include "cli/report.h"

#include <rapidjson/document.h>

#include "catch.h"
#include "command_line.h"
#include "model/version.h"

namespace l7::cli {
namespace {

const FindingKind kind = {"test-warning", Area::milvus, Severity::warning, "title", "why", "fix"};

rapidjson::Document parsed(const Report& report) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag>(
      to_json(report).c_str());
  REQUIRE_FALSE(document.HasParseError());
  REQUIRE(document.IsObject());
  return document;
}

std::string text(const rapidjson::Value& value) {
  REQUIRE(value.IsString());
  return {value.GetString(), value.GetStringLength()};
}

Report example() {
  milvus::Milvus milvus;
  milvus.service = {
      {"v1", "Service", "ns", "demo-milvus"},
      Value::map({{"metadata", Value::map({{"labels", Value::map({{"app.kubernetes.io/instance", "demo"}})}})}}),
      ""};
  milvus.server.workload.ref = {"apps/v1", "Deployment", "ns", "demo-milvus-proxy"};
  Report report;
  report.cloud = "gcp";
  report.milvus = {milvus};
  report.result = Result::changed;
  report.changes = {
      {{"v1", "Service", "ns", "demo-milvus"}, {"spec", "type"}, {}, "LoadBalancer", {}, Phase::cutover, "because"},
      {{"v1", "ConfigMap", "", "c"}, {"data", "user.yaml"}, {"a", "b"}, {}, Value(), Phase::backend, "so"},
  };
  report.findings = {{&kind, "line 1", "this"}};
  return report;
}

TEST_CASE("a report of changes") {
  const rapidjson::Document json = parsed(example());
  CHECK(text(json["version"]) == version);
  CHECK(text(json["cloud"]) == "gcp");
  CHECK(text(json["result"]) == "changed");
  CHECK(text(json["milvus"]["service"]) == "demo-milvus");
  CHECK(text(json["milvus"]["namespace"]) == "ns");
  CHECK(text(json["milvus"]["workload"]) == "Deployment/demo-milvus-proxy");
  CHECK(text(json["milvus"]["release"]) == "demo");
  CHECK_FALSE(json.HasMember("error"));
  CHECK(to_value(example()).text_at({"milvus", "workload"}) == "Deployment/demo-milvus-proxy");

  REQUIRE(json["changes"].Size() == 2);
  const rapidjson::Value& first = json["changes"][0];
  CHECK(text(first["object"]["apiVersion"]) == "v1");
  CHECK(text(first["object"]["kind"]) == "Service");
  CHECK(text(first["object"]["namespace"]) == "ns");
  CHECK(text(first["object"]["name"]) == "demo-milvus");
  CHECK(text(first["path"]) == "spec.type");
  CHECK(text(first["before"]) == "LoadBalancer");
  CHECK(text(first["phase"]) == "cutover");
  CHECK(text(first["why"]) == "because");
  CHECK_FALSE(first.HasMember("after"));
  CHECK_FALSE(first.HasMember("inner"));
  const rapidjson::Value& second = json["changes"][1];
  CHECK(text(second["path"]) == "data[\"user.yaml\"]");
  CHECK(text(second["inner"]) == "a.b");
  CHECK_FALSE(second.HasMember("before"));
  CHECK(second["after"].IsNull());

  REQUIRE(json["findings"].Size() == 1);
  const std::pair<const char*, const char*> wanted[] = {
      {"id", "test-warning"}, {"severity", "warning"}, {"where", "line 1"}, {"seen", "this"},
      {"title", "title"},     {"why", "why"},          {"fix", "fix"}};
  for (const auto& [key, value] : wanted) CHECK(text(json["findings"][0][key]) == value);
}

TEST_CASE("a report of a failure") {
  Report report;
  report.error = Error("what", "where", "fix");
  const rapidjson::Document json = parsed(report);
  CHECK(text(json["result"]) == "error");
  CHECK(json["milvus"].IsNull());
  CHECK(json["changes"].Empty());
  CHECK(json["findings"].Empty());
  CHECK(text(json["error"]["what"]) == "what");
  CHECK(text(json["error"]["where"]) == "where");
  CHECK(text(json["error"]["fix"]) == "fix");
}

TEST_CASE("every result has its word") {
  const std::pair<Result, const char*> words[] = {{Result::changed, "changed"},
                                                  {Result::unchanged, "unchanged"},
                                                  {Result::no_milvus, "no-milvus"},
                                                  {Result::error, "error"}};
  for (const auto& [result, word] : words) {
    Report report;
    report.result = result;
    CHECK(text(parsed(report)["result"]) == word);
  }
}

TEST_CASE("values are JSON values, and numbers are never rounded") {
  const struct {
    Value value;
    std::string json;
  } cases[] = {
      {true, "true"},
      {false, "false"},
      {Value(), "null"},
      {"true", "\"true\""},
      {"a\n\"b\"\x01", R"("a\n\"b\"\u0001")"},
      {"\xff", "\"\xEF\xBF\xBD\""},
      {Value::number("12345678901234567890"), "12345678901234567890"},
      {Value::number("-0.50e+10"), "-0.50e+10"},
      {Value::number("0"), "0"},
      {Value::number("0x1f"), "\"0x1f\""},
      {Value::number(".5"), "\".5\""},
      {Value::number("5."), "\"5.\""},
      {Value::number("+1"), "\"+1\""},
      {Value::number("01"), "\"01\""},
      {Value::number("1e"), "\"1e\""},
      {Value::number("1e+"), "\"1e+\""},
      {Value::number("1_000"), "\"1_000\""},
      {Value::number("-"), "\"-\""},
      {Value::number(".inf"), "\".inf\""},
      {Value::list(), "[]"},
      {Value::map(), "{}"},
  };
  for (const auto& [value, wanted] : cases) {
    Report report;
    report.changes = {{{"v1", "Service", "", "s"}, {"x"}, {}, {}, value, Phase::prepare, ""}};
    parsed(report);
    const std::string json = to_json(report);
    const std::size_t at = json.find("\"after\": ") + 9;
    CHECK(json.substr(at, json.find(",\n", at) - at) == wanted);
  }
}

TEST_CASE("a report can be read whatever bytes a manifest holds") {
  Report report = example();
  const std::string odd = "\xff\xed\xa0\x80 \x1b";
  report.changes[0].object.name = odd;
  report.changes[0].path = {odd};
  report.changes[0].after = Value::map({{odd, Value::list({odd})}});
  report.findings[0].seen = odd;
  report.error = Error(odd, odd, odd);
  parsed(report);
}

}  // namespace
}  // namespace l7::cli
