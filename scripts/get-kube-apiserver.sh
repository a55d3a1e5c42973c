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
  local package=k8s.io/component-base/version go_mod program
  cat >go.mod <<TEXT
module kubernetes
go $needs_go
require k8s.io/kubernetes v$version
TEXT
  go_mod=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
  sed -n "s|^\t\(k8s.io/[a-z-]*\) => ./staging/.*|replace \1 => \1 v0.${version#*.}|p" "$go_mod" >>go.mod
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
folders=
for program in "${programs[@]}"; do
  if place=$(command -v "$program") && fits "$program"; then
    places+=("$place")
  else
    places+=("$built/$program")
    missing+=("$program")
  fi
done
((${#missing[@]} == 0)) || CGO_ENABLED=0 build_once "Kubernetes $version" "$needs_go" "$built" "${missing[@]}"

folders=$(printf '%s\n' "${places[@]%/*}" | sort -u)
if [[ $folders == *$'\n'* ]]; then
  folders=$built/linked
  mkdir -p "$folders"
  for place in "${places[@]}"; do
    ln -s "$place" "$folders/${place##*/}.$$"
    mv -f "$folders/${place##*/}.$$" "$folders/${place##*/}"
  done
fi
echo "$folders"
