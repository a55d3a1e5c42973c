#!/usr/bin/env bash
# Puts the Helm 4 plugin together in the directory DEST: plugin.yaml and the built program.
set -euo pipefail

if (($# != 1)); then
  echo "usage: $0 DEST" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
program=${POSTRENDER:-$root/build/release/milvus-l7-postrender}
if [[ ! -x $program ]]; then
  echo "$program is missing: run  cmake --preset release && cmake --build --preset release" >&2
  exit 1
fi
mkdir -p "$1/bin"
install -m 644 "$root/postrender/plugin.yaml" "$root/postrender/README.md" "$1"
install -m 755 "$program" "$1/bin/milvus-l7-postrender"
