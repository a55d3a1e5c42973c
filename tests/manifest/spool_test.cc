#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "catch.h"
#include "fixture.h"

using l7::Channel;
using l7::manifest::read_some;
using l7::manifest::Spool;
using l7::manifest::write_all;

namespace {

std::string numbered(std::size_t lines) {
  std::string text;
  for (std::size_t i = 1; i <= lines; ++i) text += "line " + std::to_string(i) + '\n';
  return text;
}

void take_all(Spool& spool, int fd) {
  while (spool.take(fd) > 0) continue;
}

/// Lets one function write into a pipe while the other reads from it.
template <typename Write, typename Read>
void through_pipe(Write&& write, Read&& read) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    write(ends[1]);
    ::close(ends[1]);
  });
  read(ends[0]);
  writer.join();
  ::close(ends[0]);
}

}  // namespace

TEST_CASE("a spool gives back what it was given, in memory and in its file") {
  for (const std::size_t lines : {10UL, 500'000UL}) {
    const std::string text = numbered(lines);
    Spool spool;
    take_all(spool, Channel(text).fd());
    REQUIRE(spool.size() == text.size());

    Spool::Window window;
    CHECK(spool.read(5, 11, window) == text.substr(5, 6));
    CHECK(spool.read(text.size() - 9, text.size(), window) == text.substr(text.size() - 9));
    for (std::size_t at = 0; at + 400 < text.size(); at += 70'000) {
      CHECK(spool.read(at, at + 400, window) == text.substr(at, 400));
    }
    CHECK(spool.read(7, 9, window) == text.substr(7, 2));
    CHECK(spool.read(text.size(), text.size(), window).empty());
    CHECK(spool.line_at(text.size() - 2) == lines);
    CHECK(spool.line_at(0) == 1);
    CHECK(spool.line_at(text.find("line 10\n")) == 10);

    const Channel out;
    spool.send(out.fd(), 3, text.size() - 3);
    CHECK(out.content() == text.substr(3, text.size() - 6));
  }
}

TEST_CASE("a spool takes from a pipe and sends into one") {
  for (const std::size_t lines : {10UL, 500'000UL}) {
    const std::string text = numbered(lines);
    Spool spool;
    through_pipe([&](int in) { write_all(in, text); }, [&](int out) { take_all(spool, out); });
    REQUIRE(spool.size() == text.size());

    std::string sent;
    through_pipe([&](int in) { spool.send(in, 3, text.size() - 3); },
                 [&](int out) {
                   char buffer[4096];
                   while (const std::size_t got = read_some(out, buffer, sizeof buffer)) sent.append(buffer, got);
                 });
    CHECK(sent == text.substr(3, text.size() - 6));
  }
}

TEST_CASE("writing to a full device is an error that says so") {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) return;
  CHECK_THROWS_WITH(write_all(full, "x"), ContainsSubstring("No space left"));
  ::close(full);
}
