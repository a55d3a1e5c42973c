#include "kube/url.h"

#include <algorithm>
#include <charconv>

#include "model/text.h"

namespace l7::kube {
namespace {

constexpr std::string_view digits = "0123456789";

/// The length of the scheme before its colon; 0 for none.
std::size_t scheme_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == ':') return i;
    if (!is_letter_or_digit(text[i]) && text[i] != '+' && text[i] != '-' && text[i] != '.') {
      return 0;
    }
  }
  return 0;
}

bool is_host(std::string_view host) {
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return false;
    port = host.substr(end + 1);
  } else if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
  }
  if (!port.empty() && (port[0] != ':' || port.substr(1).find_first_not_of(digits) != std::string_view::npos)) {
    return false;
  }
  return host.find_first_of(" <>\"\\^`{|}") == std::string_view::npos;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (has_control_character(text) || text.starts_with(':')) return std::nullopt;
  text = text.substr(0, text.find('#'));
  Url url;
  if (const std::size_t length = scheme_length(text)) {
    url.scheme = text.substr(0, length);
    for (char& c : url.scheme) c = is_letter(c) ? static_cast<char>(c | 0x20) : c;
    text.remove_prefix(length + 1);
  }
  text = text.substr(0, text.find('?'));
  if (!text.starts_with('/')) {
    // `localhost:8080` is a scheme without a host, and `127.0.0.1:8080` nothing at all.
    if (url.scheme.empty() && text.substr(0, text.find('/')).find(':') != std::string_view::npos) return std::nullopt;
    if (url.scheme.empty()) url.path = text;
    return url;
  }
  if (!text.starts_with("//")) {
    url.path = text;
    return url;
  }
  text.remove_prefix(2);
  std::string_view authority = text.substr(0, text.find('/'));
  url.path = text.substr(authority.size());
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  url.host = authority;
  if (!is_host(url.host)) return std::nullopt;
  return url;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const char* end = text.data() + i + 3;
      if (std::from_chars(text.data() + i + 1, end, byte, 16).ptr == end) {
        decoded += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

std::string without_user(std::string_view text) {
  const std::size_t scheme = text.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = text.substr(begin, text.substr(begin).find('/')).rfind('@');
  if (at == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, begin)) + std::string(text.substr(begin + at + 1));
}

}  // namespace l7::kube
