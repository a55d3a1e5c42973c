#include "milvus/version.h"

#include <charconv>

namespace l7::milvus {

std::optional<Version> version_of(std::string_view image) {
  const std::size_t at = image.find('@');
  std::string_view name = image.substr(0, at);
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view tag = name.substr(colon + 1);
  if (tag.starts_with('v')) tag.remove_prefix(1);

  Version version;
  int* const parts[] = {&version.major, &version.minor, &version.patch};
  for (int* part : parts) {
    if (tag.starts_with('-')) return std::nullopt;
    const auto [stop, error] = std::from_chars(tag.data(), tag.data() + tag.size(), *part);
    if (error != std::errc()) return std::nullopt;
    tag.remove_prefix(static_cast<std::size_t>(stop - tag.data()));
    if (part != parts[2]) {
      if (!tag.starts_with('.')) return std::nullopt;
      tag.remove_prefix(1);
    }
  }
  return version;
}

}  // namespace l7::milvus
