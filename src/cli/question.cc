#include "cli/question.h"

#include <unistd.h>

#include <istream>
#include <ostream>
#include <string>

#include "cli/terminal.h"

namespace l7::cli {

bool can_ask() { return is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO); }

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
    if (c != ' ' && c != '\t' && c != '\r') answer += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return answer == "y" || answer == "yes";
}

}  // namespace l7::cli
