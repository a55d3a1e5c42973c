#include "milvus/findings.h"

#include <set>

#include "catch.h"

namespace l7::milvus {
namespace {

TEST_CASE("Every kind of finding says what and why and what to do", "[findings]") {
  std::set<std::string_view> ids;
  for (const FindingKind* kind : finding_kinds()) {
    INFO(kind->id);
    CHECK(kind->id.starts_with("milvus-"));
    CHECK_FALSE(kind->title.empty());
    CHECK_FALSE(kind->why.empty());
    CHECK_FALSE(kind->fix.empty());
    CHECK(ids.insert(kind->id).second);
  }
  CHECK(ids.size() == 25);
}

}  // namespace
}  // namespace l7::milvus
