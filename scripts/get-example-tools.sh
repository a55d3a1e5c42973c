#!/usr/bin/env bash
# Prints the folder that holds kustomize and hcldec, which reads Terraform's files, built once with Go and kept: for the
# tests of examples/.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

kustomize=5.7.1
hcl=2.24.0
needs_go=1.23.0  # both of them

build() {
  local program module
  for program in "$@"; do
    case $program in
      kustomize) module=sigs.k8s.io/kustomize/kustomize/v5@v$kustomize ;;
      hcldec) module=github.com/hashicorp/hcl/v2/cmd/hcldec@v$hcl ;;
    esac
    GOBIN=$PWD go install -trimpath -ldflags '-s -w' "$module"
  done
}
folder=$cache/example-tools-$kustomize-$hcl
build_once "tools of the examples" "$needs_go" "leave out tests/e2e/examples_test.sh" "$folder" kustomize hcldec
echo "$folder"
