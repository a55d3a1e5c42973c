#!/usr/bin/env bash
# Prints the folder that holds kube-apiserver, kubectl and etcd: KUBEBUILDER_ASSETS, or programs on PATH of a fitting
# version, or ones built once with Go and kept.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

version=1.35.4
needs_go=1.25.0
programs=(kube-apiserver kubectl etcd)

if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
  for program in "${programs[@]}"; do
    if [[ ! -x $KUBEBUILDER_ASSETS/$program ]]; then
      echo "KUBEBUILDER_ASSETS: there is no $program in $KUBEBUILDER_ASSETS" >&2
      exit 1
    fi
  done
  cd "$KUBEBUILDER_ASSETS" && pwd
  exit 0
fi

# fits PROGRAM: the version of the one on PATH will do.
fits() {
  case $1 in
    kube-apiserver) [[ $("$1" --version 2>/dev/null) == "Kubernetes v${version%.*}."* ]] ;;
    kubectl) [[ $("$1" version --client 2>/dev/null) == "Client Version: v${version%.*}."* ]] ;;
    etcd) [[ $("$1" --version 2>/dev/null) =~ ^etcd\ Version:\ 3\.([4-9]|[1-9][0-9])\. ]] ;;
  esac
}

# Kubernetes replaces its parts by folders of its own repository, which Go ignores in the go.mod of a dependency.
# The etcd is the one that Kubernetes itself depends on.
build() {
  local package=k8s.io/component-base/version program
  cat >go.mod <<TEXT
module kubernetes
go $needs_go
require k8s.io/kubernetes v$version
TEXT
  go mod download "k8s.io/kubernetes@v$version"
  sed -n "s|^\t\(k8s.io/[a-z-]*\) => ./staging/.*|replace \1 => \1 v0.${version#*.}|p" \
    "$(go env GOMODCACHE)/cache/download/k8s.io/kubernetes/@v/v$version.mod" >>go.mod
  for program in "$@"; do
    case $program in
      etcd) go build -mod=mod -trimpath -ldflags '-s -w' -o etcd go.etcd.io/etcd/server/v3 ;;
      *)
        # Without these it is a v0.0.0, which charts and Helm judge by.
        go build -mod=mod -trimpath -ldflags "-s -w -X $package.gitVersion=v$version -X $package.gitMajor=1 \
          -X $package.gitMinor=${version:2:2}" -o "$program" "k8s.io/kubernetes/cmd/$program" ;;
    esac
  done
}

built=$cache/kubernetes-$version
places=()
missing=()
for program in "${programs[@]}"; do
  if place=$(command -v "$program") && fits "$program"; then
    places+=("$place")
  else
    places+=("$built/$program")
    missing+=("$program")
  fi
done
if ((${#missing[@]})); then
  CGO_ENABLED=0 build_once "Kubernetes $version" "$needs_go" \
    "name a folder with ${programs[*]} in KUBEBUILDER_ASSETS" "$built" "${missing[@]}"
fi

folder=$(printf '%s\n' "${places[@]%/*}" | sort -u)
if [[ $folder == *$'\n'* ]]; then
  folder=$built/linked
  mkdir -p "$folder"
  for place in "${places[@]}"; do
    ln -s "$place" "$folder/${place##*/}.$$"
    mv -f "$folder/${place##*/}.$$" "$folder/${place##*/}"
  done
fi
echo "$folder"
