#pragma once

#include <curl/curl.h>

#include <string>

#include "kube/transport.h"

namespace l7::kube {

/// Who was spoken to, for messages.
struct Parties {
  std::string dialled;   ///< host:port
  std::string verified;  ///< the name that the certificate must be for
  std::string proxy;     ///< host:port, or ""
};

/// libcurl's verdict in the words of Go's net, tls and x509 packages, which users of kubectl know and search for.
Failure failure_of(CURL* easy, CURLcode code, const char* message, const Parties& parties);

/// A proxy's host and port, without the user and password that its URL may hold.
std::string proxy_name(const std::string& url);

}  // namespace l7::kube
