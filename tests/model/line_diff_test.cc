#include "model/line_diff.h"

#include <algorithm>
#include <random>
#include <string>

#include "catch.h"
#include "model/text.h"

namespace l7 {
namespace {

using Lines = std::vector<std::string_view>;

std::vector<Difference> between(std::string_view a, std::string_view b) {
  return differences(lines_of(a), lines_of(b));
}

/// Lines that both texts keep, in order, at most: the textbook's table.
std::size_t longest_common(const Lines& a, const Lines& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      table[i + 1][j + 1] = a[i] == b[j] ? table[i][j] + 1 : std::max(table[i][j + 1], table[i + 1][j]);
    }
  }
  return table[a.size()][b.size()];
}

/// Makes `b` from `a`, and counts the lines that stay.
Lines patched(const Lines& a, const Lines& b, const std::vector<Difference>& list, std::size_t& kept) {
  Lines made;
  std::size_t at = 0;
  for (const Difference& part : list) {
    REQUIRE((part.old_begin >= at && part.old_begin <= part.old_end && part.old_end <= a.size()));
    REQUIRE((part.old_begin > at || made.empty()));
    REQUIRE((part.old_end > part.old_begin || part.new_end > part.new_begin));
    kept += part.old_begin - at;
    made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at),
                a.begin() + static_cast<std::ptrdiff_t>(part.old_begin));
    REQUIRE(made.size() == part.new_begin);
    made.insert(made.end(), b.begin() + static_cast<std::ptrdiff_t>(part.new_begin),
                b.begin() + static_cast<std::ptrdiff_t>(part.new_end));
    at = part.old_end;
  }
  kept += a.size() - at;
  made.insert(made.end(), a.begin() + static_cast<std::ptrdiff_t>(at), a.end());
  return made;
}

TEST_CASE("differences by hand") {
  CHECK(between("", "").empty());
  CHECK(between("a\nb\n", "a\nb\n").empty());
  CHECK(between("", "a\nb\n") == std::vector<Difference>{{0, 0, 0, 2}});
  CHECK(between("a\nb\n", "") == std::vector<Difference>{{0, 2, 0, 0}});
  CHECK(between("a\nb\nc\n", "a\nx\nc\n") == std::vector<Difference>{{1, 2, 1, 2}});
  CHECK(between("a\nb\nc\nd\n", "b\nc\ny\nd\n") == std::vector<Difference>{{0, 1, 0, 0}, {3, 3, 2, 3}});
}

TEST_CASE("differences make the one text into the other and are as few as can be") {
  std::mt19937 random(7);
  static constexpr std::string_view letters[] = {"a", "b", "c", "d"};
  for (int round = 0; round < 3000; ++round) {
    Lines a, b;
    const auto some = [&](Lines& lines) {
      for (auto left = random() % 24; left > 0; --left) lines.push_back(letters[random() % (2 + random() % 3)]);
    };
    some(a);
    some(b);
    std::size_t kept = 0;
    CHECK(patched(a, b, differences(a, b), kept) == b);
    CHECK(kept == longest_common(a, b));
  }
}

TEST_CASE("a large text with nothing in common takes little space and not long") {
  std::vector<std::string> texts;
  for (int i = 0; i < 4000; ++i) texts.push_back(std::to_string(i));
  const Lines a(texts.begin(), texts.begin() + 2000), b(texts.begin() + 2000, texts.end());
  CHECK(differences(a, b) == std::vector<Difference>{{0, 2000, 0, 2000}});
}

}  // namespace
}  // namespace l7
