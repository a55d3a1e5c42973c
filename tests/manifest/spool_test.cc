#include <fcntl.h>

#include "catch.h"
#include "fixture.h"

using l7::Channel;
using l7::manifest::Spool;

namespace {

std::string numbered(std::size_t lines) {
  std::string text;
  for (std::size_t i = 1; i <= lines; ++i) text += "line " + std::to_string(i) + '\n';
  return text;
}

}  // namespace

TEST_CASE("a spool gives back what it was given, in memory and in its file") {
  for (const std::size_t lines : {10UL, 500'000UL}) {
    const std::string text = numbered(lines);
    Spool spool;
    for (std::size_t at = 0; at < text.size(); at += 70'001) spool.append(std::string_view(text).substr(at, 70'001));
    REQUIRE(spool.size() == text.size());

    std::string buffer;
    CHECK(spool.read(5, 11, buffer) == text.substr(5, 6));
    CHECK(spool.read(text.size() - 9, text.size(), buffer) == text.substr(text.size() - 9));
    Spool::Window window;
    for (std::size_t at = 0; at + 400 < text.size(); at += 70'000) {
      CHECK(spool.read_near(at, at + 400, window) == text.substr(at, 400));
    }
    CHECK(spool.read_near(7, 9, window) == text.substr(7, 2));
    CHECK(spool.line_at(0) == 1);
    CHECK(spool.line_at(text.find("line 10\n")) == 10);
    CHECK(spool.line_at(text.size() - 2) == lines);

    const Channel out;
    spool.send(out.fd(), 3, text.size() - 3);
    CHECK(out.content() == text.substr(3, text.size() - 6));
  }
}

TEST_CASE("writing to a full device is an error that says so") {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) return;
  CHECK_THROWS_WITH(l7::manifest::write_all(full, "x"), ContainsSubstring("No space left"));
  ::close(full);
}
