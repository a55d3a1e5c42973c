#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace l7 {

/// One step from a map or list to its member: a key, or an index when `key` does not apply.
struct Step {
  std::string key;
  std::size_t index = npos;

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  Step(std::string_view name) : key(name) {}
  Step(const char* name) : key(name) {}
  Step(const std::string& name) : key(name) {}
  Step(std::size_t position) : index(position) {}

  bool is_index() const { return index != npos; }
  bool operator==(const Step&) const = default;
};

/// A place inside an object, from its root; the empty path is the object itself.
using Path = std::vector<Step>;

/// The path as kubectl and jq users write it: `spec.ports[0].nodePort`, `metadata.annotations["a.b/c"]`.
std::string to_string(const Path& path);

}  // namespace l7
