#include "kube/proxy.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "model/error.h"
#include "model/text.h"
#include "platform/environment.h"
#include "platform/ip_address.h"

namespace l7::kube {
namespace {

/// The first of two variables that holds something.
std::string variable(const char* name, const char* other) {
  const std::string value = platform::environment_variable(name);
  return value.empty() ? platform::environment_variable(other) : value;
}

/// Both families as IPv6, so that they compare; an IPv4 address is mapped into it.
using Address = platform::Ipv6;

std::optional<Address> address_of(const std::string& text) {
  if (const std::optional<Address> address = platform::parse_ipv6(text)) return address;
  const std::optional<platform::Ipv4> four = platform::parse_ipv4(text);
  if (!four) return std::nullopt;
  Address address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::copy(four->begin(), four->end(), address.begin() + 12);
  return address;
}

bool same_bits(const Address& a, const Address& b, unsigned bits) {
  const unsigned bytes = bits / 8;
  if (std::memcmp(a.data(), b.data(), bytes) != 0) return false;
  return bits % 8 == 0 || (a[bytes] ^ b[bytes]) >> (8 - bits % 8) == 0;
}

bool is_loopback(const std::string& host) {
  const std::optional<Address> address = address_of(host);
  if (!address) return lower(host) == "localhost";
  return same_bits(*address, *address_of("127.0.0.0"), 96 + 8) || *address == *address_of("::1");
}

bool network_holds(const std::string& network, const std::string& host) {
  const std::size_t slash = network.find('/');
  const std::string base = network.substr(0, slash);
  const std::optional<Address> a = address_of(base);
  const std::optional<Address> b = address_of(host);
  const unsigned family_bits = base.find(':') == std::string::npos ? 32 : 128;
  unsigned bits = 0;
  const char* end = network.data() + network.size();
  const auto [stop, error] = std::from_chars(network.data() + slash + 1, end, bits);
  return a && b && error == std::errc() && stop == end && bits <= family_bits &&
         same_bits(*a, *b, 128 - family_bits + bits);
}

struct HostPort {
  std::string host;
  std::string port;
};

HostPort host_port_in(const std::string& text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string::npos) return {text, ""};
    return {text.substr(1, end - 1), text.compare(end + 1, 1, ":") == 0 ? text.substr(end + 2) : ""};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool entry_names(const std::string& entry, const std::string& host, const std::string& port) {
  if (entry == "*") return true;
  if (entry.find('/') != std::string::npos) return network_holds(entry, host);
  auto [name, wanted_port] = host_port_in(entry);
  if (name.empty() || (!wanted_port.empty() && wanted_port != port)) return false;
  if (const std::optional<Address> address = address_of(name)) return address == address_of(host);
  if (name.starts_with("*.")) name.erase(0, 1);
  if (name.starts_with('.')) return host.ends_with(name);
  return host == name || host.ends_with('.' + name);
}

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

}  // namespace

bool is_ip(const std::string& host) { return address_of(host).has_value(); }

Endpoint endpoint_of(const std::string& server) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  Endpoint endpoint;
  if (url && curl_url_set(url.get(), CURLUPART_URL, server.c_str(), 0) == CURLUE_OK) {
    endpoint.scheme = part_of(url.get(), CURLUPART_SCHEME);
    endpoint.host = part_of(url.get(), CURLUPART_HOST);
  }
  if ((endpoint.scheme != "http" && endpoint.scheme != "https") || endpoint.host.empty()) {
    throw Error("the server's address is no http or https URL", "the cluster's server in the kubeconfig, or --server",
                "write it as https://HOST:PORT");
  }
  const std::string port = part_of(url.get(), CURLUPART_PORT);
  endpoint.authority = port.empty() ? endpoint.host : endpoint.host + ':' + port;
  endpoint.port = part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (endpoint.host.starts_with('[')) endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  endpoint.prefix = part_of(url.get(), CURLUPART_PATH);
  while (endpoint.prefix.ends_with('/')) endpoint.prefix.pop_back();
  return endpoint;
}

bool no_proxy_names(const std::string& no_proxy, const std::string& host, const std::string& port) {
  const std::string name = lower(host);
  const std::vector<std::string> entries = split(lower(no_proxy), ',', " \t");
  return std::any_of(entries.begin(), entries.end(),
                     [&](const std::string& entry) { return entry_names(entry, name, port); });
}

std::string proxy_from_environment(const Endpoint& server) {
  if (is_loopback(server.host)) return "";
  std::string proxy =
      server.scheme == "https" ? variable("HTTPS_PROXY", "https_proxy") : variable("HTTP_PROXY", "http_proxy");
  if (proxy.empty() || no_proxy_names(variable("NO_PROXY", "no_proxy"), server.host, server.port)) return "";
  return proxy.find("://") == std::string::npos ? "http://" + proxy : proxy;
}

}  // namespace l7::kube
