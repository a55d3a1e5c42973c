#include "connect/programs.h"
#include "connect/text.h"
#include "model/text.h"

namespace l7::connect {
namespace {

/// A host as it stands in a URL.
std::string in_url(const std::string& host) { return host.find(':') == host.npos ? host : '[' + host + ']'; }

}  // namespace

std::string curl_program(const Way& way) {
  const std::string named = in_url(way.server_name) + ':' + std::to_string(way.port);
  // Unlike --resolve it takes names as well, as those of Amazon's balancers.
  const std::string route = "  --connect-to " + shell_quoted(named + ':' + way.authority()) + " \\";
  return filled(R"sh(#!/bin/sh
# Asks Milvus for its version through its balancer: a gRPC call, made by hand. Needs curl with HTTP/2.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A message is preceded by a byte for no compression and its length in four; this one is empty.
printf '\0\0\0\0\0' >"$folder/question"
# user:password or an API key. In a file, because arguments can be seen by others.
(umask 077 && printf 'authorization: %s\n' "$(printf %s "${MILVUS_TOKEN:-}" | base64 | tr -d '\n')" >"$folder/token")

@note@
curl --silent --show-error --http2 --max-time 30 \
@route@
@trust@
  --header 'content-type: application/grpc' --header 'te: trailers' --header @"$folder/token" \
  --data-binary @"$folder/question" --dump-header "$folder/headers" --output "$folder/answer" \
  @url@

if ! grep -qi '^grpc-status: *0' "$folder/headers"; then
  echo 'that was not an answer of Milvus:' >&2
  cat "$folder/headers" >&2
  exit 1
fi
# Behind an empty status stands the version, and nothing else that is text.
printf 'Milvus %s\n' "$(LC_ALL=C tr -cd '[:print:]' <"$folder/answer")"
)sh",
                {{"note", note_on_address(way, "# ")},
                 {"route", way.by_address() ? route : ""},
                 {"trust", way.ca.empty() ? "" : "  --cacert " + shell_quoted(way.ca) + " \\"},
                 {"url", shell_quoted("https://" + named + "/milvus.proto.milvus.MilvusService/GetVersion")}});
}

}  // namespace l7::connect
