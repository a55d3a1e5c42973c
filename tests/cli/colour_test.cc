#include "cli/colour.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>

#include "catch.h"
#include "command_line.h"

namespace l7::cli {
namespace {

TEST_CASE("colour is for terminals, unless somebody says otherwise") {
  std::array<int, 2> pipe_ends{};
  REQUIRE(::pipe(pipe_ends.data()) == 0);
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  ::unsetenv("NO_COLOR");

  CHECK(wants_colour("auto", terminal));
  CHECK_FALSE(wants_colour("auto", pipe_ends[1]));
  CHECK(wants_colour("always", pipe_ends[1]));
  CHECK_FALSE(wants_colour("never", terminal));
  {
    const Variable empty("NO_COLOR", "");
    CHECK(wants_colour("auto", terminal));
  }
  const Variable set("NO_COLOR", "1");
  CHECK_FALSE(wants_colour("auto", terminal));
  CHECK(wants_colour("always", terminal));
  for (const int fd : {pipe_ends[0], pipe_ends[1], terminal}) ::close(fd);
}

TEST_CASE("the choices of colour") {
  for (const char* choice : {"auto", "always", "never"}) CHECK(colour_choice.holds(choice));
  for (const char* other : {"", "yes", "Always", "auto "}) CHECK_FALSE(colour_choice.holds(other));
}

}  // namespace
}  // namespace l7::cli
