#include "cli/colour.h"

#include <unistd.h>

#include <cstdlib>

namespace l7::cli {
namespace {

bool is_choice(std::string_view text) { return text == "auto" || text == "always" || text == "never"; }

}  // namespace

const Rule colour_choice = {is_choice, "a choice of colours", "say auto, always or never"};

bool wants_colour(std::string_view choice, int fd) {
  if (choice != "auto") return choice == "always";
  const char* no_color = std::getenv("NO_COLOR");
  return !(no_color && *no_color) && ::isatty(fd) == 1;
}

}  // namespace l7::cli
