#!/usr/bin/env bash
# toolchain.sh TARGET: prints a folder with the compiler for TARGET (linux_amd64, linux_arm64, windows_amd64), as
# milvus-l7-cc, -c++, -ar, -ranlib and -rc. It is Zig's clang, which has musl, mingw-w64 and libc++ with it as sources and
# links them statically.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/cache.sh
source "$here/../cache.sh"

case ${1:-} in
  linux_amd64) triple=x86_64-linux-musl ;;
  linux_arm64) triple=aarch64-linux-musl ;;
  windows_amd64) triple=x86_64-windows-gnu ;;
  *) echo "usage: $0 linux_amd64|linux_arm64|windows_amd64" >&2; exit 2 ;;
esac

zig=$(python3 "$here/sources.py" zig)
# Everything that the compiler is told stands here and not on its command line, which OpenSSL writes into its library; so
# do the names of the folders, which differ between machines.
flags="-target $triple -ffile-prefix-map=$zig=zig -ffile-prefix-map=$cache/release=dependencies"
# For programs at an address that differs from run to run. Windows' are that by themselves.
[[ $1 == windows_* ]] || flags+=" -fPIE"
folder=$cache/release/tools-$1-$(sha256sum <<<"$zig $flags $(<"$0")" | cut -c 1-12)
if [[ ! -d $folder ]]; then
  work=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  write() {
    printf '#!/bin/sh\nexport ZIG_GLOBAL_CACHE_DIR="%s"\nexec "%s/zig" %s "$@"\n' "$cache/release/zig-cache" "$zig" "$2" \
      >"$work/milvus-l7-$1"
  }
  write cc "cc $flags"
  write c++ "c++ $flags"
  for tool in ar ranlib rc; do
    write "$tool" "$tool"
  done
  chmod 755 "$work" "$work"/*
  mv -T "$work" "$folder" 2>/dev/null || [[ -d $folder ]]
fi
echo "$folder"
