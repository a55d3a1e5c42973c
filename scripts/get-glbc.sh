#!/usr/bin/env bash
# Prints the path of glbc, GKE's ingress controller, built once with Go from its published module and kept: for
# tests/e2e/glbc_test.py. Exit code 77: there is no Go here, or the module cannot be fetched.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

version=1.41.1
needs_go=1.26.5
module=k8s.io/ingress-gce
folder=$cache/glbc-$version

# `go install` asks for the list of the module's versions, which not every proxy has. Go ignores the `replace` lines of a
# dependency, so that this go.mod takes them over.
build() {
  local source
  printf 'module glbc\ngo %s\nrequire %s v%s\n' "$needs_go" "$module" "$version" >go.mod
  if ! go mod download "$module@v$version"; then
    echo "the Go module $module v$version cannot be fetched here" >&2
    exit 77
  fi
  source=$(go env GOMODCACHE)/$module@v$version
  awk '/^replace \(/ { within = 1; next } within && /^\)/ { within = 0 } within { print "replace", $0 }
    /^replace [^(]/' "$source/go.mod" >>go.mod

  # Its page of health and metrics is for all who reach the machine; here for this one alone. Nothing else is changed.
  sed 's/app\.RunHTTPServer(/RunHTTPServer(/' "$source/cmd/glbc/main.go" >main.go
  sed -e 's/^package app$/package main/' -e 's/ListenAndServe(fmt.Sprintf(":%v"/ListenAndServe(fmt.Sprintf("127.0.0.1:%v"/' \
    "$source/cmd/glbc/app/handlers.go" >handlers.go
  grep -q '[^.]RunHTTPServer(' main.go
  grep -q 'ListenAndServe(fmt.Sprintf("127.0.0.1:%v"' handlers.go
  go build -mod=mod -trimpath -ldflags '-s -w' -o glbc .
}

if [[ ! -x $folder/glbc ]] && ! command -v go >/dev/null; then
  echo "there is no Go here to build glbc $version: install Go $needs_go or later" >&2
  exit 77
fi
CGO_ENABLED=0 build_once "glbc $version" "$needs_go" "leave out tests/e2e/glbc_test.py" "$folder" glbc
echo "$folder/glbc"
