# Tools that the tests need and no package has: built once with Go and kept outside the build folder. Source it.
# shellcheck shell=bash
# shellcheck disable=SC2034  # for those who source it
cache=${MILVUS_L7_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/milvus-l7}

# build_once NAME NEEDS_GO INSTEAD FOLDER PROGRAM..: where FOLDER lacks a PROGRAM, runs the caller's function
# `build PROGRAM..` in an empty folder, with that version of Go or a later one, and keeps the PROGRAMs that it leaves
# there. INSTEAD is what one can do where that is not possible. A `build` that exits with 77 has said why it cannot be had.
build_once() {
  local name=$1 needs_go=$2 instead=$3 folder=$4 toolchain program code
  local -a missing=()
  for program in "${@:5}"; do
    [[ -x $folder/$program ]] || missing+=("$program")
  done
  ((${#missing[@]})) || return 0
  if ! command -v go >/dev/null; then
    echo "$name is not here and there is no Go to build it: install Go $needs_go or later, or $instead" >&2
    exit 1
  fi
  echo "building $name: ${missing[*]} (once, some minutes)" >&2
  mkdir -p "$folder"
  # Built beside its place and renamed, so that two runs at once cannot see half a file.
  work=$(mktemp -d "$folder/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  # From 1.21 on, Go fetches a newer one by itself where one is needed. Debian 12 has 1.19, which has to be told how.
  if [[ $(go env GOVERSION) =~ ^go1\.(1?[0-9]|20)(\.|$) ]]; then
    toolchain=golang.org/toolchain@v0.0.1-go$needs_go.$(go env GOOS)-$(go env GOARCH)
    if (cd "$work" && GOMODCACHE=$work/mod GOFLAGS=-modcacherw go mod download "$toolchain") >&2; then
      chmod -R +x "$work/mod/$toolchain/bin" "$work/mod/$toolchain/pkg/tool"
      export PATH=$work/mod/$toolchain/bin:$PATH
    fi
  fi
  # Not as a condition, where bash would go on after a command of the function that fails.
  set +e
  (set -e; cd "$work"; export GOTOOLCHAIN=${GOTOOLCHAIN:-auto}; build "${missing[@]}") >&2
  code=$?
  set -e
  ((code != 77)) || exit 77
  if ((code)); then
    echo "$name could not be built with $(go version | cut -d' ' -f3): it needs Go $needs_go or later and access to" \
      "its modules. Or $instead" >&2
    exit 1
  fi
  for program in "${missing[@]}"; do
    mv -f "$work/$program" "$folder/$program"
  done
}
