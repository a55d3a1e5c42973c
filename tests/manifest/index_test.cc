#include "manifest/index.h"

#include <tuple>
#include <vector>

#include "catch.h"

using l7::manifest::Index;
using l7::manifest::Range;
using l7::manifest::Role;

namespace {

using Entry = std::tuple<std::size_t, std::size_t, Role>;

std::vector<Entry> entries(const Index& index) {
  std::vector<Entry> all;
  index.for_each([&](Range range, Role role) { all.emplace_back(range.begin, range.end, role); });
  return all;
}

}  // namespace

TEST_CASE("an index gives back its documents, also across a gap of many gigabytes") {
  constexpr std::size_t far = 20'000'000'000;
  Index index;
  index.add({10, 500}, Role::service);
  index.add({500, 3'000'000}, Role::unclear);
  index.add({far, far + 7}, Role::workload);
  CHECK(entries(index) ==
        std::vector<Entry>{{10, 500, Role::service}, {500, 3'000'000, Role::unclear}, {far, far + 7, Role::workload}});
  CHECK(index.end() == far + 7);
  CHECK_FALSE(index.is_full());
}
