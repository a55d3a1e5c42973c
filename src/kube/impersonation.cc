#include "kube/impersonation.h"

#include <string_view>

#include "kube/header.h"
#include "model/text.h"

namespace l7::kube {
namespace {

/// Letters, digits and these are RFC 7230's token characters, without `%`.
constexpr std::string_view token_characters = "!#$&'*+-.^_`|~";

}  // namespace

std::vector<std::pair<std::string, std::string>> impersonation_of(const User& user) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (user.as.empty()) return headers;
  headers.emplace_back("Impersonate-User", user.as);
  if (!user.as_uid.empty()) headers.emplace_back("Impersonate-Uid", user.as_uid);
  for (const std::string& name : user.as_groups) headers.emplace_back("Impersonate-Group", name);
  for (const auto& [key, values] : user.as_user_extra) {
    for (const std::string& value : values)
      headers.emplace_back("Impersonate-Extra-" + percent_encoded(key, token_characters), value);
  }
  for (const auto& [name, value] : headers) check_header(name, value);
  return headers;
}

}  // namespace l7::kube
