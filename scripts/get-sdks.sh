#!/usr/bin/env bash
# get-sdks.sh go|java|node: prints a folder with that language's Milvus SDK, fetched from its registry once and kept: a
# Go module (go.mod, go.sum), jars/, or node_modules/ with TypeScript's compiler. Exit code 77: the language is missing.
set -euo pipefail
# shellcheck source=scripts/cache.sh
source "$(dirname "$0")/cache.sh"

go_sdk=2.6.2
java_sdk=2.6.22
node_sdk=3.0.6

go_files() {
  local folder=$1
  printf 'module connect\n\ngo 1.24.11\n' >"$folder/go.mod"
  # What the programs import, so that go.sum covers it.
  cat >"$folder/needs.go" <<'TEXT'
package main

import (
	_ "github.com/milvus-io/milvus/client/v2/entity"
	_ "github.com/milvus-io/milvus/client/v2/milvusclient"
	_ "google.golang.org/grpc"
	_ "google.golang.org/grpc/credentials"
)

func main() {}
TEXT
  (cd "$folder" && export GOTOOLCHAIN=${GOTOOLCHAIN:-auto} && go get "github.com/milvus-io/milvus/client/v2@v$go_sdk" &&
    go mod tidy && go build -o needs . && rm needs needs.go)
}

java_files() {
  local folder=$1
  cat >"$folder/pom.xml" <<TEXT
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>milvus-l7</groupId>
  <artifactId>connect</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.milvus</groupId>
      <artifactId>milvus-sdk-java</artifactId>
      <version>$java_sdk</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
TEXT
  (cd "$folder" && mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DoutputDirectory="$folder/jars")
}

node_files() {
  (cd "$1" && npm install --silent --no-audit --no-fund --ignore-scripts --prefix . \
    "@zilliz/milvus2-sdk-node@$node_sdk" typescript@5.9.3 @types/node@20.19.43)
}

case ${1:-} in
  go) needs=(go) version=$go_sdk ;;
  java) needs=(java javac mvn) version=$java_sdk ;;
  node) needs=(node npm) version=$node_sdk ;;
  *) echo "usage: $0 go|java|node" >&2; exit 2 ;;
esac
for program in "${needs[@]}"; do
  command -v "$program" >/dev/null || { echo "there is no $program here" >&2; exit 77; }
done
folder=$cache/milvus-sdk-$1-$version
if [[ ! -d $folder ]]; then
  echo "getting Milvus' SDK for $1 (once)" >&2
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/sdk.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  "$1_files" "$work" >&2
  # Another run at the same time may have been faster.
  [[ -d $folder ]] || mv "$work" "$folder"
fi
echo "$folder"
