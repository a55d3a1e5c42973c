#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace l7::milvus {

struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;

  auto operator<=>(const Version&) const = default;  // NOLINT(modernize-use-nullptr): a comparison with 0
};

/// The version in an image's tag (`milvusdb/milvus:v2.6.15-gpu`); nothing for a digest, `latest` or a tag of one's own.
std::optional<Version> version_of(std::string_view image);

}  // namespace l7::milvus
