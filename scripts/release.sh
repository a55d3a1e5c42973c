#!/usr/bin/env bash
# Makes what a release consists of in dist/: for each system an archive, a package for Helm 4 and a bill of materials,
# SHA256SUMS over them, and krew's manifest.
#
#   release.sh [TARGET..]                                 builds linux_amd64, linux_arm64, windows_amd64 or those named
#   release.sh --archive-only DIR OS ARCH [VCPKG-SHARE]   packs programs that another compiler has built in DIR
#   release.sh --finish                                   writes SHA256SUMS and the manifest: all systems are there
#
# The programs are compiled by Zig's clang from sources that scripts/release/sources.ini names. For Linux, on Debian
# 12, the same commit makes the same bytes. DIST is where they go instead of dist/. With sources in the cache any Linux will do.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
dist=${DIST:-$root/dist}
release=$root/scripts/release

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

usage() { sed -n '5,7s/^# *//p' "$0" >&2; exit 2; }

sums() {
  python3 - "$dist" <<'PYTHON'
import hashlib, pathlib, sys
dist = pathlib.Path(sys.argv[1])
files = sorted(file for file in dist.iterdir() if file.name.endswith((".tar.gz", ".tgz", ".cdx.json")))
text = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
(dist / "SHA256SUMS").write_bytes(text.encode())
PYTHON
}

build() { # TARGET
  local target=$1 tools prefix folder=$root/build/release-$1
  tools=$("$release/toolchain.sh" "$target")
  prefix=$("$release/dependencies.sh" "$target")
  # Nothing from an earlier build: what its flags were is not known.
  rm -rf "$folder"
  ZIG_LOCAL_CACHE_DIR=$folder/zig
  export ZIG_LOCAL_CACHE_DIR
  mkdir -p "$folder"
  echo "building the programs for $target" >&2
  { cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$release/zig.cmake" -DRELEASE_TARGET="$target" \
    -DRELEASE_TOOLS="$tools" -DRELEASE_PREFIX="$prefix" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" \
    -DCMAKE_CXX_FLAGS="\"-ffile-prefix-map=$folder=build\" \"-ffile-prefix-map=$root=milvus-l7\"" -DOPENSSL_USE_STATIC_LIBS=ON \
    -DCCACHE=OFF -DBUILD_TESTING=OFF && cmake --build "$folder" --target programs; } >"$folder.log" 2>&1 ||
    { tail -n 60 "$folder.log" >&2; echo "the programs could not be built for $target" >&2; exit 1; }
  python3 "$release/archive.py" "$folder" "${target%_*}" "${target#*_}" "$dist"
}

case ${1:-} in
  --archive-only)
    (($# == 4 || $# == 5)) || usage
    python3 "$release/archive.py" "$2" "$3" "$4" "$dist" "${@:5}"
    sums
    ;;
  --finish)
    [[ -d $dist ]] || { echo "$dist is missing: put the archives of all systems there" >&2; exit 1; }
    sums
    manifest=$(python3 "$root/scripts/make-krew-manifest.py" "$dist")
    printf '%s\n' "$manifest" >"$dist/milvus-l7.yaml"
    ;;
  -*) usage ;;
  *)
    (($#)) || set -- linux_amd64 linux_arm64 windows_amd64
    for target; do
      build "$target"
    done
    sums
    ;;
esac
