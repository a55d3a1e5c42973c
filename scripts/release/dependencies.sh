#!/usr/bin/env bash
# dependencies.sh TARGET: prints a folder with the libraries that the programs for TARGET are linked with, built from the
# sources in sources.ini where that has not happened yet. What they were made from is part of the folder's name.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/cache.sh
source "$here/../cache.sh"

target=${1:-}
tools=$("$here/toolchain.sh" "$target")
key=$(cat "$here"/{sources.ini,zig.cmake,toolchain.sh,dependencies.sh} | sha256sum | cut -c 1-12)
prefix=$cache/release/$target-$key
if [[ -d $prefix ]]; then
  echo "$prefix"
  exit
fi

jobs=$(nproc)
work=$(mktemp -d "$cache/release/build-$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
# All that are ready, and where the one that is being built goes.
ready=$work/ready
mkdir "$ready"
export PATH=$tools:$PATH ZIG_LOCAL_CACHE_DIR=$work/zig
# OpenSSL keeps the time at which it was built.
export SOURCE_DATE_EPOCH=0
flags="-O2 -ffunction-sections -fdata-sections"

source_of() { python3 "$here/sources.py" "$1"; }

with_cmake() { # NAME ARGUMENT..
  local name=$1
  cmake -S "$(source_of "$name")" -B "$work/$name" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$here/zig.cmake" \
    -DRELEASE_TARGET="$target" -DRELEASE_TOOLS="$tools" -DRELEASE_PREFIX="$ready" -DCMAKE_INSTALL_LIBDIR=lib \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="$flags" -DCMAKE_CXX_FLAGS_RELEASE="$flags -DNDEBUG" \
    -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF "${@:2}"
  cmake --build "$work/$name" -j "$jobs"
  cmake --install "$work/$name" --prefix "$into"
}

# TLS 1.2 and 1.3 as a client, with every key and certificate that a program may meet there: RSA, EC, Ed25519, and PKCS #8
# and older PEM keys, encrypted ones too, which are told from broken ones. The keys' DSA goes, as no TLS 1.3 server has it.
# No file of configuration is read: one may name modules that a static program cannot load.
openssl() {
  local configuration
  case $target in
    linux_amd64) configuration=linux-x86_64 ;;
    linux_arm64) configuration=linux-aarch64 ;;
    windows_amd64) configuration=mingw64 ;;
  esac
  cp -r "$(source_of openssl)" "$work/openssl"
  cd "$work/openssl"
  # shellcheck disable=SC2086  # flags
  CC=milvus-l7-cc AR=milvus-l7-ar RANLIB=milvus-l7-ranlib RC=milvus-l7-rc ./Configure "$configuration" \
    --prefix=/ --libdir=lib --openssldir=/etc/ssl $flags \
    no-shared no-module no-dso no-engine no-legacy no-apps no-tests no-docs no-autoload-config no-ui-console no-makedepend \
    no-ssl3 no-tls1 no-tls1_1 no-dtls no-quic no-srp no-srtp no-psk no-ct no-comp no-sctp no-ktls \
    no-cmp no-cms no-ts no-ocsp no-rfc3779 no-async no-uplink no-gost no-dsa no-dh no-ec2m \
    no-aria no-bf no-blake2 no-camellia no-cast no-idea no-md4 no-mdc2 no-rc2 no-rc4 no-rc5 no-rmd160 no-seed no-siphash \
    no-siv no-sm2 no-sm3 no-sm4 no-whirlpool no-ocb no-argon2 no-ml-dsa no-slh-dsa
  make -j "$jobs" build_libs
  make DESTDIR="$into" install_dev
}

# The crate has no build files of zlib's.
zlib() {
  local from
  from=$(source_of zlib)
  mkdir -p "$work/zlib" "$into/lib" "$into/include"
  cd "$work/zlib"
  # shellcheck disable=SC2086
  printf '%s\n' "$from"/*.c | xargs -P "$jobs" -n 1 milvus-l7-cc $flags -DHAVE_UNISTD_H -c
  milvus-l7-ar rcsD "$into/lib/libz.a" ./*.o*  # .obj for Windows
  cp "$from"/{zlib,zconf}.h "$into/include"
}

nghttp2() { with_cmake nghttp2 -DENABLE_LIB_ONLY=ON -DBUILD_STATIC_LIBS=ON -DENABLE_DOC=OFF; }

# HTTP, by way of proxies also, and AWS' signatures. Where the authorities are is for src/kube/certificates.cc to say.
curl() {
  local off
  local -a options=()
  for off in ALTSVC BINDLOCAL COOKIES DIGEST_AUTH DOH FORM_API GETOPTIONS HEADERS_API HSTS KERBEROS_AUTH MIME \
    NEGOTIATE_AUTH NETRC OPENSSL_AUTO_LOAD_CONFIG PROGRESS_METER SHA512_256 SHUFFLE_DNS WEBSOCKETS; do
    options+=("-DCURL_DISABLE_$off=ON")
  done
  # Perl would make the documentation, which is not in the crate.
  with_cmake curl -DHTTP_ONLY=ON "${options[@]}" -DCURL_USE_OPENSSL=ON -DCURL_ENABLE_NTLM=OFF -DUSE_NGHTTP2=ON \
    -DOPENSSL_USE_STATIC_LIBS=ON -DCURL_ZLIB=ON -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DUSE_LIBIDN2=OFF \
    -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF -DENABLE_UNIX_SOCKETS=OFF -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none \
    -DENABLE_THREADED_RESOLVER=ON -DBUILD_CURL_EXE=OFF -DBUILD_LIBCURL_DOCS=OFF -DBUILD_MISC_DOCS=OFF \
    -DENABLE_CURL_MANUAL=OFF -DBUILD_EXAMPLES=OFF -DCMAKE_DISABLE_FIND_PACKAGE_Perl=ON \
    -DCURL_USE_PKGCONFIG=OFF -DPICKY_COMPILER=OFF -DCMAKE_C_FLAGS="-DNGHTTP2_STATICLIB"
}

yaml_cpp() { with_cmake yaml-cpp -DYAML_CPP_BUILD_TESTS=OFF -DYAML_CPP_BUILD_TOOLS=OFF -DYAML_BUILD_SHARED_LIBS=OFF; }

cli11() {
  with_cmake cli11 -DCLI11_SINGLE_FILE=OFF -DCLI11_BUILD_TESTS=OFF -DCLI11_BUILD_EXAMPLES=OFF -DCLI11_BUILD_DOCS=OFF
}

rapidjson() {
  mkdir "$into/include"
  cp -r "$(source_of rapidjson)/include/rapidjson" "$into/include"
}

# recipe NAME: all that decides what comes out.
recipe() {
  echo "$made_from $tools $flags"
  sed -n "/^\[${1/_/-}\]/,/^\[/p" "$here/sources.ini"
  declare -f "$1"
  if declare -f "$1" | grep -q with_cmake; then
    declare -f with_cmake
    cat "$here/zig.cmake"
  fi
}

# build NAME: into a folder of its own, which stays when another one's recipe changes.
build() {
  local code log=$work/$1.log folder
  # One may use those before it.
  made_from=$(recipe "$1" | sha256sum | cut -c 1-12)
  folder=$cache/release/$target-$1-$made_from
  if [[ ! -d $folder ]]; then
    echo "building $1 for $target (once)" >&2
    into=$work/into-$1
    mkdir "$into"
    # Not as a condition, where bash would go on after a command of the function that fails.
    set +e
    (set -e; "$1") >"$log" 2>&1
    code=$?
    set -e
    if ((code)); then
      tail -n 60 "$log" >&2
      echo "$1 could not be built for $target (exit $code)" >&2
      exit 1
    fi
    mv -T "$into" "$folder" 2>/dev/null || [[ -d $folder ]]
  fi
  cp -r "$folder/." "$ready"
}

made_from=
for each in openssl zlib nghttp2 curl yaml_cpp cli11 rapidjson; do
  build "$each"
done
mv -T "$ready" "$prefix" 2>/dev/null || [[ -d $prefix ]]
echo "$prefix"
