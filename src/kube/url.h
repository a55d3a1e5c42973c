#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace l7::kube {

/// The parts of a URL that name a server, as Go's net/url tells them apart. Query and fragment are left out.
struct Url {
  std::string scheme;  ///< in lower case; empty for none
  std::string user;    ///< what stands before `@`, still percent-encoded; a credential
  std::string host;    ///< with the port and, around an IPv6 address, its brackets
  std::string path;
};

/// Nothing where Go would fail to parse.
std::optional<Url> parse_url(std::string_view text);

std::string percent_decoded(std::string_view text);

/// The text without what stands between `://` and `@`, so that it may be shown.
std::string without_user(std::string_view text);

}  // namespace l7::kube
