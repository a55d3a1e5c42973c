#!/usr/bin/env bash
# Installs what the build needs (with the argument "test" what the tests need, with "release" what scripts/release.sh and its
# test need, with "portability" also what runs programs for Windows), only where it is missing.
# Debian 12, Ubuntu 22.04 and later; elsewhere it prints the names to install.
set -euo pipefail

build=(g++ cmake ninja-build ccache git libyaml-cpp-dev libcli11-dev rapidjson-dev catch2
       libcurl4-openssl-dev libssl-dev)
test=(clang clang-format clang-tidy mandoc python3 python3-venv python3-yaml valgrind time openssl procps nginx
      curl bash-completion zsh fish)
release=(cmake ninja-build git python3 python3-venv perl make patch xz-utils dpkg-dev ca-certificates binutils openssl
         qemu-user-static)

case ${1:-} in
  '') wanted=("${build[@]}") ;;
  test) wanted=("${build[@]}" "${test[@]}") ;;
  release) wanted=("${release[@]}") ;;
  portability) wanted=("${release[@]}" wine wine64) ;;
  *) echo "usage: $0 [test|release|portability]" >&2; exit 2 ;;
esac

if ! command -v apt-get dpkg-query >/dev/null; then
  for tool in cmake ninja c++; do
    command -v "$tool" >/dev/null && continue
    cat >&2 <<'TEXT'
There is no apt here, so please install by hand (a C++20 compiler and CMake 3.22 or later):
  macOS:  brew install cmake ninja ccache yaml-cpp cli11 rapidjson catch2 curl openssl@3
          for the tests also: brew install llvm libyaml python go nginx bash-completion fish mandoc && python3 -m pip install pyyaml
  Fedora: dnf install gcc-c++ cmake ninja-build ccache git yaml-cpp-devel cli11-devel rapidjson-devel
          catch-devel libcurl-devel openssl-devel
          for the tests also: dnf install clang clang-tools-extra compiler-rt python3-pyyaml valgrind time
          openssl procps-ng golang nginx curl bash-completion zsh fish mandoc
TEXT
    exit 1
  done
  exit 0
fi

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Not root, and sudo is missing. Run as root: $*" >&2
    exit 1
  fi
}

apt_update() {
  [[ -n ${updated:-} ]] || as_root apt-get update -qq
  updated=yes
}

apt_install() {
  echo "installing $*" >&2
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qx "installed $package" <<<"$installed" || missing+=("$package")
done
if [[ ${1:-} == test ]] && ! command -v go >/dev/null; then
  missing+=(golang)
fi
if [[ ${1:-} == @(release|portability) ]] && ! command -v cargo >/dev/null; then
  # Debian 12 has one of 2022, which clones the index of all crates, and this one, which asks for what it needs.
  apt_update
  if apt-cache show cargo-web >/dev/null 2>&1; then
    missing+=(cargo-web)
  else
    missing+=(cargo)
  fi
fi
((${#missing[@]} == 0)) || apt_install "${missing[@]}"
# The package starts a server of its own on port 80, which nobody asked for.
if [[ " ${missing[*]} " == *' nginx '* && -d /run/systemd/system ]]; then
  as_root systemctl disable --now --quiet nginx
fi

# The runtime of the fuzzers and sanitizers is a package of its own on Debian and part of another one on Ubuntu 22.04,
# and its name holds clang's version: look for the files rather than for a name.
if [[ ${1:-} == test ]] && ! compgen -G "$(clang -print-resource-dir)/lib/*/libclang_rt.fuzzer*" >/dev/null; then
  version=$(clang -dumpversion)
  apt_install "libclang-rt-${version%%.*}-dev"
fi
