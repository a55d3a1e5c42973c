#include "cli/question.h"

#include <fstream>
#include <iostream>
#include <string>

#include "model/error.h"
#include "model/text.h"
#include "platform/descriptor.h"
#include "platform/terminal.h"

namespace l7::cli {

bool agreed(std::string_view question) {
  if (!platform::is_terminal(platform::standard_input)) {
    throw Error("nothing was changed: there is no terminal to ask at, and --yes was not given", "",
                "give --yes to make the changes, or --dry-run=server to see whether they would be accepted");
  }
  std::ofstream terminal;
  const bool shown = platform::is_terminal(platform::standard_error);
  if (!shown) terminal.open(platform::terminal_device);
  std::ostream& out = terminal.is_open() ? terminal : std::cerr;
  if (confirmed(std::cin, out, question)) return true;
  std::cerr << "nothing was changed\n";
  return false;
}

bool confirmed(std::istream& in, std::ostream& out, std::string_view question) {
  out << question << " [y/N] " << std::flush;
  std::string line;
  if (!std::getline(in, line)) {
    // Nobody pressed Enter: what follows must not stand behind the question.
    out << '\n' << std::flush;
    return false;
  }
  std::string answer;
  for (const char c : line) {
    if (c != ' ' && c != '\t' && c != '\r') answer += lower(c);
  }
  return answer == "y" || answer == "yes";
}

}  // namespace l7::cli
