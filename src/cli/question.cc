#include "cli/question.h"

#include <istream>
#include <ostream>
#include <string>

#include "model/text.h"
#include "platform/descriptor.h"
#include "platform/terminal.h"

namespace l7::cli {

bool can_ask() {
  return platform::is_terminal(platform::standard_input) && platform::is_terminal(platform::standard_error);
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
