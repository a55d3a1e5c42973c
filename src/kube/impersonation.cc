#include "kube/impersonation.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "kube/header.h"
#include "model/text.h"

namespace l7::kube {
namespace {

/// RFC 7230's token characters, without `%`.
bool is_plain(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string escaped(const std::string& key) {
  std::string text;
  for (const char c : key) {
    if (is_plain(c)) {
      text += c;
      continue;
    }
    std::array<char, 4> code;
    std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned char>(c));
    text += code.data();
  }
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> impersonation_of(const User& user) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (user.as.empty()) return headers;
  headers.emplace_back("Impersonate-User", user.as);
  if (!user.as_uid.empty()) headers.emplace_back("Impersonate-Uid", user.as_uid);
  for (const std::string& name : user.as_groups) headers.emplace_back("Impersonate-Group", name);
  for (const auto& [key, values] : user.as_user_extra) {
    for (const std::string& value : values) headers.emplace_back("Impersonate-Extra-" + escaped(key), value);
  }
  for (const auto& [name, value] : headers) check_header(name, value);
  return headers;
}

}  // namespace l7::kube
