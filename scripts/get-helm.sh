#!/usr/bin/env bash
# Prints the path of a Helm of the major version asked for: the one on PATH, or one built once with Go and kept.
set -euo pipefail

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

cache=${MILVUS_L7_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/milvus-l7}
helm=$cache/helm-$version/helm
if [[ ! -x $helm ]]; then
  if ! command -v go >/dev/null; then
    echo "Helm $1 is not on PATH and there is no Go to build it: install Helm $1, or Go $needs_go or later" >&2
    exit 1
  fi
  echo "building Helm $version (once, about a minute)" >&2
  mkdir -p "${helm%/*}"
  # Built beside its place and renamed, so that two runs at once cannot see half a file.
  build=$(mktemp -d "$cache/helm-$version/build.XXXXXX")
  trap 'rm -rf "$build"' EXIT
  # From 1.21 on, Go fetches a newer one by itself where one is needed. Debian 12 has 1.19, which has to be told how.
  if [[ $(go env GOVERSION) =~ ^go1\.(1?[0-9]|20)(\.|$) ]]; then
    toolchain=golang.org/toolchain@v0.0.1-go$needs_go.$(go env GOOS)-$(go env GOARCH)
    if (cd "$build" && GOMODCACHE=$build/mod GOFLAGS=-modcacherw go mod download "$toolchain") >&2; then
      chmod -R +x "$build/mod/$toolchain/bin" "$build/mod/$toolchain/pkg/tool"
      export PATH=$build/mod/$toolchain/bin:$PATH
    fi
  fi
  if ! GOBIN=$build GOTOOLCHAIN=${GOTOOLCHAIN:-auto} go install "helm.sh/helm/v$1/cmd/helm@v$version" >&2; then
    echo "Helm $version could not be built with $(go version | cut -d' ' -f3): it needs Go $needs_go or later;" \
      "a Helm $1 on PATH is taken as it is" >&2
    exit 1
  fi
  mv -f "$build/helm" "$helm"
fi
echo "$helm"
