#!/usr/bin/env bash
# Prints the path of a Helm of the major version asked for: the one on PATH, or one built once with Go and kept.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

case ${1:-} in
  3) version=3.22.0 ;;
  4) version=4.3.1 ;;
  *) echo "usage: $0 3|4" >&2; exit 2 ;;
esac
needs_go=1.26.0  # both of them

if found=$(command -v helm) && [[ $("$found" version --short 2>/dev/null) == v"$1".* ]]; then
  echo "$found"
  exit 0
fi

module=helm.sh/helm/v$1/cmd/helm@v$version
build() { GOBIN=$PWD go install "$module"; }
build_once "Helm $1" "$needs_go" "put a Helm $1 on PATH" "$cache/helm-$version" helm
echo "$cache/helm-$version/helm"
