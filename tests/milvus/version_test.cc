#include "milvus/version.h"

#include "catch.h"

namespace l7::milvus {
namespace {

TEST_CASE("A version is read from an image's tag", "[version]") {
  struct Case {
    const char* image;
    std::optional<Version> version;
  };
  const Case cases[] = {
      {"milvusdb/milvus:v2.6.15", Version{2, 6, 15}},
      {"milvusdb/milvus:2.4.13", Version{2, 4, 13}},
      {"milvusdb/milvus:v2.6.15-gpu", Version{2, 6, 15}},
      {"localhost:5000/milvusdb/milvus:v2.5.0-20250101-abcdef", Version{2, 5, 0}},
      {"milvusdb/milvus:v2.6.15@sha256:0123", Version{2, 6, 15}},
      {"milvusdb/milvus@sha256:0123", std::nullopt},
      {"localhost:5000/milvusdb/milvus", std::nullopt},
      {"milvusdb/milvus", std::nullopt},
      {"milvusdb/milvus:latest", std::nullopt},
      {"milvusdb/milvus:v2.6", std::nullopt},
      {"milvusdb/milvus:v2.6.x", std::nullopt},
      {"milvusdb/milvus:v2-6-15", std::nullopt},
      {"milvusdb/milvus:master-20250101-abcdef", std::nullopt},
      {"milvusdb/milvus:v2.-6.15", std::nullopt},
      {"milvusdb/milvus:v99999999999.0.0", std::nullopt},
      {"", std::nullopt},
  };
  for (const Case& c : cases) {
    INFO(c.image);
    CHECK((version_of(c.image) == c.version));
  }
}

TEST_CASE("Versions are ordered by number", "[version]") {
  CHECK((Version{2, 4, 9} < Version{2, 4, 13}));
  CHECK((Version{2, 10, 0} > Version{2, 9, 9}));
  CHECK((Version{2, 4, 13} == Version{2, 4, 13}));
}

}  // namespace
}  // namespace l7::milvus
