#!/usr/bin/env bash
# Tests that commands which talk to no cluster load no libcurl, and what the others say where there is none.
set -uo pipefail
source "$(dirname "$0")/lib.sh"

mkdir "$tmp/lib"
: >"$tmp/lib/libcurl.so.4"
without_libcurl() { LD_LIBRARY_PATH=$tmp/lib "$@"; }

version() { without_libcurl "$plugin" version; }
post_render() {
  without_libcurl "$plugin" post-render --cloud aws <"$root/examples/milvus-release.yaml" >"$tmp/plugin.yaml" &&
    "$program" --cloud aws <"$root/examples/milvus-release.yaml" 2>/dev/null | cmp - "$tmp/plugin.yaml"
}
status() {
  local code=0
  without_libcurl "$plugin" status --server https://127.0.0.1:1 >"$tmp/out" 2>"$tmp/err" || code=$?
  cat "$tmp/err"
  ((code == 1)) && [[ ! -s $tmp/out ]] && grep -q 'libcurl cannot be loaded: .*libcurl.so.4' "$tmp/err" &&
    grep -q 'install libcurl' "$tmp/err"
}

if [[ $(uname) == Linux ]]; then
  check "version runs without libcurl" version
  check "post-render runs without libcurl, and says the same" post_render
  check "a command that needs libcurl says what is missing" status
fi
finish
