#include "output.h"

#include "captured.h"
#include "catch.h"

namespace l7::plugin {
namespace {

const ObjectRef service = {"v1", "Service", "ns", "db-milvus"};
const ObjectRef ingress = {"networking.k8s.io/v1", "Ingress", "ns", "db-milvus-l7"};

/// The Service changes in two places, and an Ingress is made.
Plan example() {
  Plan plan;
  plan.changes = {{service, {"spec", "type"}, {}, "LoadBalancer", "ClusterIP", Phase::cutover, "because"},
                  {service, {"metadata", "labels", "a"}, {}, {}, "0755", Phase::backend, "so"},
                  {ingress, {}, {}, {}, Value::map({{"kind", "Ingress"}}), Phase::ingress, "new"}};
  return plan;
}

std::string planned(cli::Format format) {
  const Plan plan = example();
  const Captured out(std::cout);
  print_planned(format, {"gcp", nullptr, &plan});
  return out.text();
}

std::string reported(cli::Format format, const Plan& plan) {
  const Captured out(std::cout);
  print_report(format, {"gcp", nullptr, &plan});
  return out.text();
}

TEST_CASE("a dry run has a line for each object, as kubectl has") {
  CHECK(planned(cli::Format::table) ==
        "service/db-milvus changed (dry run)\ningress.networking.k8s.io/db-milvus-l7 created (dry run)\n");
  CHECK(planned(cli::Format::wide) == planned(cli::Format::table));
  CHECK(planned(cli::Format::name) == "service/db-milvus\ningress.networking.k8s.io/db-milvus-l7\n");
}

TEST_CASE("a report is JSON or YAML, with the same values") {
  const std::string json = planned(cli::Format::json);
  CHECK(json.starts_with("{\n  \"version\": \""));
  CHECK(json.find("\n  \"result\": \"changed\",\n") != std::string::npos);
  CHECK(json.find("\"path\": \"spec.type\"") != std::string::npos);
  const std::string yaml = planned(cli::Format::yaml);
  CHECK(yaml.starts_with("version: \""));
  CHECK(yaml.find("\ncloud: \"gcp\"\nmilvus: null\nresult: \"changed\"\nchanges:\n") != std::string::npos);
  CHECK(yaml.find("after: \"0755\"\n") != std::string::npos);
  CHECK(yaml.ends_with("findings: []\n"));
}

TEST_CASE("formats that print each object have no report") {
  CHECK(reported(cli::Format::table, example()).empty());
  CHECK(reported(cli::Format::name, example()).empty());
  CHECK(reported(cli::Format::json, Plan()).find("\"result\": \"unchanged\"") != std::string::npos);
}

}  // namespace
}  // namespace l7::plugin
