#include "cli/visible_stream.h"

#include <cerrno>
#include <sstream>

#include "catch.h"
#include "cli/progress.h"
#include "cli/style.h"

namespace l7::cli {
namespace {

/// What comes out at the other end of a stream when this goes in piece by piece.
std::string passed(const std::vector<std::string>& pieces) {
  std::ostringstream out;
  {
    const VisibleStream visible(out);
    for (const std::string& piece : pieces) out << piece << std::flush;
  }
  return out.str();
}

TEST_CASE("nothing but our own escapes reaches a terminal") {
  CHECK(passed({"plain\ttext\n"}) == "plain\ttext\n");
  CHECK(passed({"\x1b[2J\x1b]0;title\x07"}) == "\\u001b[2J\\u001b]0;title\\u0007");
  CHECK(passed({"a\rb", "\b"}) == "a\\u000db\\u0008");
  CHECK(passed({"\xc2\x9b"
                "2J",
                "\x7f"}) == "\\u009b2J\\u007f");
  CHECK(passed({"\xe2\x80\xaetxt"}) == "\\u202etxt");
  CHECK(passed({"\xff"}) == "\xEF\xBF\xBD");

  const std::string red = std::string(code::red) + "no" + std::string(code::plain);
  CHECK(passed({red}) == red);
  CHECK(passed({std::string(erase_line) + "step"}) == std::string(erase_line) + "step");
  CHECK(passed({"\x1b[35mpurple"}) == "\\u001b[35mpurple");
}

TEST_CASE("characters and escapes may come in pieces") {
  const std::string text = std::string(code::green) + "\xe2\x9c\x93" + std::string(code::plain) + " \xf0\x9f\x98\x80\n";
  std::vector<std::string> pieces;
  for (const char c : text) pieces.emplace_back(1, c);
  CHECK(passed(pieces) == text);
  CHECK(passed({"\xe2\x80", "\xae"}) == "\\u202e");
  CHECK(passed({"\x1b", "[2J"}) == "\\u001b[2J");
}

/// A disk that is full.
struct Full : std::streambuf {
  int_type overflow(int_type) override {
    errno = ENOSPC;
    return traits_type::eof();
  }
};

TEST_CASE("the reason for which a stream does not take text is kept") {
  Full full;
  std::ostream out(&full);
  {
    const VisibleStream visible(out);
    CHECK(write_failure(out) == 0);
    out << "text";
    errno = 0;
    out << "more" << std::flush;
    CHECK(write_failure(out) == ENOSPC);
  }
  CHECK_FALSE(out);
}

}  // namespace
}  // namespace l7::cli
