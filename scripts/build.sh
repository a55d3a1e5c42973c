#!/usr/bin/env bash
# build.sh PRESET [TARGET [CMAKE-ARGUMENT..]]: configures and builds, and is silent unless that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=$1
target=${2:-all}
shift $(($# < 2 ? $# : 2))

mkdir -p build
log=build/$preset.log
# Ninja configures again by itself when a CMakeLists.txt changes.
if (($# > 0)) || [[ ! -f build/$preset/build.ninja ]]; then
  cmake --preset "$preset" "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
cmake --build --preset "$preset" --target "$target" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
