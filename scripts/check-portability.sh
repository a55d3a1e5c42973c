#!/usr/bin/env bash
# check-portability.sh [TRIPLE..]: compiles every source for Windows and both kinds of Macs, and links nothing. Zig brings
# these systems' headers along; those of the libraries are this machine's. What has not changed comes from Zig's cache.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/cache.sh
source scripts/cache.sh

(($#)) || set -- x86_64-windows-gnu aarch64-macos x86_64-macos
ZIG=$(python3 scripts/release/sources.py zig)/zig
export ZIG ZIG_GLOBAL_CACHE_DIR=$cache/release/zig-cache ZIG_LOCAL_CACHE_DIR=$PWD/build/portability/zig

# The libraries' headers by themselves: the C library's beside them are Linux'.
headers=build/portability/include
rm -rf "$headers"
mkdir -p "$headers"
machine=/usr/include/$(uname -m)-linux-gnu
cp -r /usr/include/{CLI,openssl,rapidjson,yaml-cpp} "$headers"
cp "$machine"/openssl/*.h "$headers/openssl"
cp -r "$machine/curl" "$headers"

failed=0
for triple; do
  other=_windows.cc
  [[ $triple != *windows* ]] || other=_posix.cc
  export FLAGS="-target $triple -std=c++20 -O0 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
    -isystem $headers -Isrc -I. -Iplugin -DMILVUS_L7_VERSION=\"0\" -DYAML_CPP_STATIC_DEFINE -DCURL_STATICLIB
    -DNOMINMAX -DWIN32_LEAN_AND_MEAN"
  export OBJECTS=build/portability/$triple
  mkdir -p "$OBJECTS"
  # shellcheck disable=SC2016  # for the shell that xargs starts
  if printf '%s\n' src/*/*.cc plugin/*.cc postrender/*.cc | grep -v "$other\$" |
    xargs -P "$(nproc)" -I {} sh -c '"$ZIG" c++ $FLAGS -c "$1" -o "$OBJECTS/$(echo "$1" | tr / _).o"' sh {}; then
    echo "$triple: compiles"
  else
    echo "$triple: does not compile"
    failed=1
  fi
done
exit "$failed"
