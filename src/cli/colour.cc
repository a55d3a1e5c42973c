#include "cli/colour.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace l7::cli {
namespace {

constexpr std::array<std::string_view, 3> choices = {"auto", "always", "never"};

bool is_choice(std::string_view text) { return std::find(choices.begin(), choices.end(), text) != choices.end(); }

}  // namespace

const Rule colour_choice = {is_choice, "a choice of colours", "say auto, always or never"};

std::vector<Candidate> colour_choices() { return candidates(choices); }

bool wants_colour(std::string_view choice, int fd) {
  if (choice != "auto") return choice == "always";
  const char* no_color = std::getenv("NO_COLOR");
  return !(no_color && *no_color) && ::isatty(fd) == 1;
}

}  // namespace l7::cli
