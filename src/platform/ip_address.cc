#include "platform/ip_address.h"

#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

namespace l7::platform {
namespace {

template <typename Address>
std::optional<Address> parsed(int family, const std::string& text) {
  Address address;
  // A C function sees the text up to a NUL only.
  if (text.find('\0') != std::string::npos || ::inet_pton(family, text.c_str(), address.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

}  // namespace

std::optional<Ipv4> parse_ipv4(const std::string& text) { return parsed<Ipv4>(AF_INET, text); }

std::optional<Ipv6> parse_ipv6(const std::string& text) { return parsed<Ipv6>(AF_INET6, text); }

std::string ip_text(std::span<const unsigned char> address) {
  if (address.size() != 4 && address.size() != 16) return "";
  std::array<char, INET6_ADDRSTRLEN> text;
  const char* made = ::inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
  return made ? made : "";
}

}  // namespace l7::platform
