#!/usr/bin/env bash
# try.sh [gcp|aws]: builds the post-renderer and shows what it would change in a Milvus release. Touches no cluster.
set -euo pipefail
cd "$(dirname "$0")/.."

cloud=${1:-gcp}
case $cloud in
  gcp | aws) ;;
  *) echo "usage: $0 [gcp|aws]" >&2; exit 2 ;;
esac

scripts/install-packages.sh
[[ -x build/release/milvus-l7-postrender ]] || echo "building (once, about a minute)" >&2
scripts/build.sh release milvus-l7-postrender

program=build/release/milvus-l7-postrender
"$program" --cloud "$cloud" --host milvus.example.com --diff <examples/milvus-release.yaml

cat <<TEXT

Next:
  helm template demo milvus/milvus | $program --cloud $cloud --host milvus.example.com --diff
  helm upgrade --install demo milvus/milvus --post-renderer $PWD/$program --post-renderer-args=--cloud=$cloud --post-renderer-args=--host=milvus.example.com
TEXT
