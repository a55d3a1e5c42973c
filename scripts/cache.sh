# Tools that the tests need and no package has: built once with Go and kept outside the build folder. Source it.
# shellcheck shell=bash
# shellcheck disable=SC2034  # for those who source it
cache=${MILVUS_L7_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/milvus-l7}

# build_once NAME NEEDS_GO FOLDER PROGRAM..: where FOLDER lacks a PROGRAM, runs the caller's function `build PROGRAM..`
# in an empty folder, with that version of Go or a later one, and keeps the PROGRAMs that it leaves there.
build_once() {
  local name=$1 needs_go=$2 folder=$3 toolchain program
  local -a missing=()
  for program in "${@:4}"; do
    [[ -x $folder/$program ]] || missing+=("$program")
  done
  ((${#missing[@]})) || return 0
  if ! command -v go >/dev/null; then
    echo "$name is not on PATH and there is no Go to build it: install $name, or Go $needs_go or later" >&2
    exit 1
  fi
  echo "building $name: ${missing[*]} (once, some minutes)" >&2
  mkdir -p "$folder"
  # Built beside its place and renamed, so that two runs at once cannot see half a file.
  build=$(mktemp -d "$folder/build.XXXXXX")
  trap 'rm -rf "$build"' EXIT
  # From 1.21 on, Go fetches a newer one by itself where one is needed. Debian 12 has 1.19, which has to be told how.
  if [[ $(go env GOVERSION) =~ ^go1\.(1?[0-9]|20)(\.|$) ]]; then
    toolchain=golang.org/toolchain@v0.0.1-go$needs_go.$(go env GOOS)-$(go env GOARCH)
    if (cd "$build" && GOMODCACHE=$build/mod GOFLAGS=-modcacherw go mod download "$toolchain") >&2; then
      chmod -R +x "$build/mod/$toolchain/bin" "$build/mod/$toolchain/pkg/tool"
      export PATH=$build/mod/$toolchain/bin:$PATH
    fi
  fi
  # Not as a condition, where bash would go on after a command of the function that fails.
  set +e
  (set -e; cd "$build"; export GOTOOLCHAIN=${GOTOOLCHAIN:-auto}; build "${missing[@]}") >&2
  local code=$?
  set -e
  if ((code)); then
    echo "$name could not be built with $(go version | cut -d' ' -f3): it needs Go $needs_go or later;" \
      "a fitting $name on PATH is taken as it is" >&2
    exit 1
  fi
  for program in "${missing[@]}"; do
    mv -f "$build/$program" "$folder/$program"
  done
}
