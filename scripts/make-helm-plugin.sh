#!/usr/bin/env bash
# Puts the Helm 4 plugin together in the directory DEST: plugin.yaml and the built program, side by side as in the
# archives of a release.
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
mkdir -p "$1"
install -m 644 "$root/postrender/plugin.yaml" "$root/postrender/README.md" "$root/LICENSE" "$1"
install -m 755 "$program" "$1"
