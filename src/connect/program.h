#pragma once

#include <span>
#include <string>
#include <string_view>

/// Programs that connect to Milvus through its balancer, to be copied into one's own.
namespace l7::connect {

/// What a program has to know.
struct Way {
  /// The name to ask for, in TLS and as :authority.
  std::string server_name;
  /// Where to go, a name or an IP address: the server name itself once its DNS leads to the balancer.
  std::string host;
  int port = 443;
  /// The PEM file with what to trust; empty when the client's own authorities will do.
  std::string ca;

  bool by_address() const { return host != server_name; }
  /// `host:port`, an IPv6 address in brackets.
  std::string authority() const;
};

struct Language {
  std::string_view name;
  /// The complete program; it ends with a line break.
  std::string (*program)(const Way& way);
};

std::span<const Language> languages();

/// Throws UsageError, with the nearest name, when there is none of that name.
const Language& language_called(std::string_view name);

}  // namespace l7::connect
