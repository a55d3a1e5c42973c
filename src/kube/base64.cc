#include "kube/base64.h"

#include <cstdint>

#include "model/error.h"

namespace l7::kube {
namespace {

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

[[noreturn]] void fail(std::size_t offset) {
  throw Error("illegal base64 data at input byte " + std::to_string(offset), "",
              "encode the bytes anew, as `base64 -w0 FILE` does");
}

std::string decoded(std::string_view text, std::string_view alphabet, bool padded) {
  std::string bytes;
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == '\r') continue;
    if (padded && text[i] == '=' && digits >= 2 && digits + padding < 4) {
      ++padding;
      continue;
    }
    const std::size_t digit = alphabet.find(text[i]);
    if (digit == std::string_view::npos || padding != 0) fail(i);
    group = group << 6 | static_cast<std::uint32_t>(digit);
    if (++digits < 4) continue;
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>(group >> shift & 0xff);
    group = 0;
    digits = 0;
  }
  if (digits == 1 || (padded && digits != 0 && digits + padding != 4)) fail(text.size());
  if (digits >= 2) bytes += static_cast<char>(group >> (6 * digits - 8) & 0xff);
  if (digits == 3) bytes += static_cast<char>(group >> 2 & 0xff);
  return bytes;
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view part = bytes.substr(i, 3);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) text += k <= part.size() ? standard[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string decode_base64(std::string_view text) { return decoded(text, standard, true); }
std::string decode_base64url(std::string_view text) { return decoded(text, url_safe, false); }

}  // namespace l7::kube
