#include "model/version.h"

#include "catch.h"
#include "folder.h"

namespace l7 {
namespace {

/// Whether a file of the project holds the version between these.
bool names_version(const std::string& file, const std::string& before, const std::string& after) {
  const std::string text = contents_of(std::string(SOURCE_DIR) + '/' + file);
  return text.find(before + std::string(version) + after) != std::string::npos;
}

TEST_CASE("what is published names the version of CMakeLists.txt") {
  CHECK(names_version("CMakeLists.txt", "project(milvus-l7 VERSION ", " "));
  CHECK(names_version("postrender/plugin.yaml", "\nversion: ", "\n"));
  CHECK(names_version("vcpkg.json", "\"version-semver\": \"", "\""));
  CHECK(names_version("examples/argocd/repo-server.yaml", "/milvus-l7_v", "_linux_amd64.tar.gz"));
}

}  // namespace
}  // namespace l7
