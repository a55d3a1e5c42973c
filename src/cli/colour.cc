#include "cli/colour.h"

#include <algorithm>
#include <array>

#include "platform/environment.h"
#include "platform/terminal.h"

namespace l7::cli {
namespace {

constexpr std::array<std::string_view, 3> choices = {"auto", "always", "never"};

bool is_choice(std::string_view text) { return std::find(choices.begin(), choices.end(), text) != choices.end(); }

}  // namespace

const Rule colour_choice = {is_choice, "a choice of colours", "say auto, always or never"};

std::vector<Candidate> colour_choices() { return candidates(choices); }

bool wants_colour(std::string_view choice, int fd) {
  if (choice != "auto") return choice == "always";
  return platform::environment_variable("NO_COLOR").empty() && platform::is_terminal(fd);
}

}  // namespace l7::cli
