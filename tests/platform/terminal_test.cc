#include "platform/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "catch.h"
#include "variable.h"

namespace l7::platform {
namespace {

/// A terminal of its own with a number of columns.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(master_ >= 0);
    REQUIRE((::grantpt(master_) == 0 && ::unlockpt(master_) == 0));
    fd_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    REQUIRE(fd_ >= 0);
    struct winsize size = {};
    size.ws_col = columns;
    REQUIRE(::ioctl(fd_, TIOCSWINSZ, &size) == 0);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    ::close(fd_);
    ::close(master_);
  }

  int fd() const { return fd_; }

 private:
  int master_;
  int fd_ = -1;
};

TEST_CASE("a terminal and its width") {
  const Terminal terminal(97);
  CHECK(is_terminal(terminal.fd()));
  CHECK(terminal_width(terminal.fd()) == 97);
  const Variable usual("TERM", "xterm");
  CHECK(can_redraw(terminal.fd()));
  const Variable dumb("TERM", "dumb");
  CHECK_FALSE(can_redraw(terminal.fd()));
}

TEST_CASE("a file is no terminal") {
  const int fd = ::open("/dev/null", O_RDWR);
  REQUIRE(fd >= 0);
  const Variable usual("TERM", "xterm");
  CHECK_FALSE(is_terminal(fd));
  CHECK_FALSE(can_redraw(fd));
  CHECK(terminal_width(fd) == 0);
  ::close(fd);
}

TEST_CASE("LC_ALL goes before LC_CTYPE and that before LANG; empty ones do not count") {
  const struct {
    const char* all;
    const char* type;
    const char* lang;
    bool utf8;
  } cases[] = {{"", "", "", false},
               {"", "", "en_GB.UTF-8", true},
               {"", "", "C", false},
               {"", "de_DE.utf8", "C", true},
               {"C", "de_DE.utf8", "de_DE.utf8", false},
               {"C.UTF-8", "C", "C", true},
               {"", "UTF-8", "", true}};
  for (const auto& row : cases) {
    const Variable all("LC_ALL", row.all), type("LC_CTYPE", row.type), lang("LANG", row.lang);
    CHECK(is_utf8_locale() == row.utf8);
  }
}

}  // namespace
}  // namespace l7::platform
