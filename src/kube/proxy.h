#pragma once

#include <string>

namespace l7::kube {

/// A server as its URL names it. `host` is without the brackets of an IPv6 address, `port` always set, `prefix` empty
/// or with a slash at its beginning only.
struct Endpoint {
  std::string scheme;
  std::string host;
  std::string port;
  std::string prefix;

  /// `host:port`, or `host` where the URL names no port.
  std::string authority;
};

/// Throws Error when it is no http or https URL.
Endpoint endpoint_of(const std::string& server);

/// The proxy that the environment names for a server, as a URL, or "": HTTPS_PROXY or HTTP_PROXY and NO_PROXY, upper
/// case before lower case; never for localhost and loopback addresses (Go's golang.org/x/net/http/httpproxy). libcurl
/// would proxy loopback too, and take ALL_PROXY.
std::string proxy_from_environment(const Endpoint& server);

/// Whether a NO_PROXY list names the host: `*`, domains (with their subdomains; with a leading dot or `*.` only these),
/// addresses, networks (`10.0.0.0/8`), each with an optional port.
bool no_proxy_names(const std::string& no_proxy, const std::string& host, const std::string& port);

bool is_ip(const std::string& host);

}  // namespace l7::kube
