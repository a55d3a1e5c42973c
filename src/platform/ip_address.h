#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

namespace l7::platform {

using Ipv4 = std::array<unsigned char, 4>;
using Ipv6 = std::array<unsigned char, 16>;

/// The address that a text is (inet_pton): four decimal numbers, or RFC 4291's forms. Nothing when it is none.
std::optional<Ipv4> parse_ipv4(const std::string& text);
std::optional<Ipv6> parse_ipv6(const std::string& text);

/// The text of an address of 4 or 16 bytes; "" for any other number.
std::string ip_text(std::span<const unsigned char> address);

}  // namespace l7::platform
