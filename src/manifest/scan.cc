#include "manifest/scan.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace l7::manifest {
namespace {

/// The compilers' own notation for vectors: no intrinsics, and every machine has something for it.
using Bytes [[gnu::vector_size(16)]] = std::uint8_t;

constexpr std::size_t width = sizeof(Bytes);
/// Counters are bytes, so they are emptied before they can overflow.
constexpr std::size_t rounds = 255;

Bytes load(const char* p) {
  Bytes bytes;
  std::memcpy(&bytes, p, width);
  return bytes;
}

/// Not an array, for which the compiler adds a stack guard to every caller.
struct Halves {
  std::uint64_t low;
  std::uint64_t high;
};

bool any(Bytes bytes) {
  const auto halves = std::bit_cast<Halves>(bytes);
  return (halves.low | halves.high) != 0;
}

std::size_t sum(Bytes counters) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < width; ++i) total += counters[i];
  return total;
}

/// All bits of each byte that ends a line: besides a line feed, that is a lone carriage return or the last byte of a
/// Unicode line break (U+0085, U+2028, U+2029).
Bytes ends_line(Bytes c) { return (c == '\n') | (c == '\r') | (c == 0x85) | (c == 0xa8) | (c == 0xa9); }

/// All bits of each byte that can begin a line without making it odd.
Bytes is_plain(Bytes c) {
  const Bytes letter = (c | 0x20) - 'a';
  return (letter < 26) | (c == ' ') | (c == '#') | (c == '-') | (c == '\n') | (c == '\r');
}

void count_starts(const char* p, std::size_t vectors, LineStarts& total) {
  Bytes with_k{};
  Bytes odd{};
  for (std::size_t i = 0; i < vectors; ++i, p += width) {
    const Bytes before = load(p - 1);
    // Most text has nothing but line feeds to look at.
    if (!any((before == '\n') | (before == '\r') | (before >= 0x80))) continue;
    const Bytes start = ends_line(before);
    const Bytes c = load(p);
    with_k -= start & (c == 'k');
    odd -= start & ~is_plain(c);
  }
  total.with_k += sum(with_k);
  total.odd += sum(odd);
}

}  // namespace

std::size_t count_newlines(std::string_view text) {
  std::size_t total = 0;
  std::size_t at = 0;
  while (at + width <= text.size()) {
    Bytes counters{};
    const std::size_t end = at + std::min(rounds, (text.size() - at) / width) * width;
    for (; at < end; at += width) counters -= load(text.data() + at) == '\n';
    total += sum(counters);
  }
  return total + static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n'));
}

std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from) {
  const std::size_t reach = needle.size() - 1;
  const Bytes front = Bytes{} + static_cast<std::uint8_t>(needle[0]);
  const Bytes back = Bytes{} + static_cast<std::uint8_t>(needle[reach]);
  const char* p = text.data();
  const char* const end = p + text.size();
  std::size_t at = from;
  // Both ends of the needle at once leave few places to look at closely.
  for (const char* q = p + at; q + reach + width <= end; q += width, at += width) {
    const Bytes candidates = (load(q) == front) & (load(q + reach) == back);
    if (!any(candidates)) continue;
    for (std::size_t i = 0; i < width; ++i) {
      if (candidates[i] && text.compare(at + i, needle.size(), needle) == 0) return at + i;
    }
  }
  return text.find(needle, at);
}

LineStarts count_line_starts(std::string_view text) {
  LineStarts total;
  std::size_t at = 1;
  while (at + width <= text.size()) {
    const std::size_t vectors = std::min(rounds, (text.size() - at) / width);
    count_starts(text.data() + at, vectors, total);
    at += vectors * width;
  }
  if (at < text.size()) {
    // The rest, with blanks behind it that count for nothing.
    char rest[2 * width];
    std::memset(rest, ' ', sizeof rest);
    std::memcpy(rest, text.data() + at - 1, text.size() - at + 1);
    count_starts(rest + 1, 1, total);
  }
  return total;
}

}  // namespace l7::manifest
