#include "manifest/unrecognised.h"

#include "catch.h"
#include "fixture.h"
#include "manifest/findings.h"

namespace l7::manifest {
namespace {

std::vector<std::string> seen_in(const std::string& text) {
  const Channel in(text);
  Stream stream;
  stream.read(in.fd());
  std::vector<std::string> seen;
  for (const Finding& finding : unrecognised(stream)) {
    CHECK(finding.kind == &not_recognised);
    CHECK_FALSE(finding.where.empty());
    seen.push_back(finding.seen);
  }
  return seen;
}

std::string workload(const std::string& image, const std::string& command) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{image: " +
         image + ", command: " + command + "}]}}}\n";
}

TEST_CASE("what has the image of Milvus and says nothing of a role is told") {
  CHECK(seen_in(workload("milvusdb/milvus:v2.6.6", "null")).size() == 1);
  CHECK(seen_in(workload("registry.example.com/mirror/milvus@sha256:0", "[/start.sh]")).size() == 1);
  CHECK(seen_in(workload("milvusdb/milvus:v2.6.6", "[milvus, run, querynode]")).empty());
  CHECK(seen_in(workload("milvusdb/milvus-backup:v1", "null")).empty());
  CHECK(seen_in(workload("zilliz/attu:v2", "null")).empty());
}

TEST_CASE("a Service for the port of Milvus is told") {
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: ";
  CHECK(seen_in(service + "19530}]}\n").size() == 1);
  CHECK(seen_in(service + "443, targetPort: 19530}]}\n").size() == 1);
  CHECK(seen_in(service + "443}]}\n").empty());
}

}  // namespace
}  // namespace l7::manifest
