#pragma once

#include <cstdio>
#include <cstdlib>

namespace l7 {

/// An assertion that stands in every build type; libFuzzer keeps the input.
inline void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace l7
