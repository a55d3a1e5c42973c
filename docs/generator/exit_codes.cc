#include "exit_codes.h"

#include <map>
#include <string_view>

#include "model/text.h"

namespace l7::docs {
namespace {

constexpr int wrong_usage = 2;

/// What 1 says, and 0, where a verb answers a question with it.
struct Answer {
  std::string_view zero;
  std::string_view one;
};

const std::map<std::string, Answer>& answers() {
  static const std::map<std::string, Answer> all = {
      {"diff", {"nothing would change", "something would change"}},
      {"check", {"no error was found", "an error was found, or check itself failed"}},
      {"verify", {"a call has reached Milvus", "a step failed"}},
      {"enable", {"done, or nothing to do", "refused, declined or failed; it says what was done until then"}},
      {"disable", {"done, or nothing to do", "declined or failed; it says what was done until then"}},
      {"post-render", {"done", "refused or failed, with nothing on stdout"}},
      {"", {"done", "refused or failed, with nothing on stdout"}},
  };
  return all;
}

}  // namespace

std::vector<ExitCode> exit_codes(const Command& command) {
  const auto found = answers().find(command.verb());
  const Answer answer = found == answers().end() ? Answer{"done", "an error"} : found->second;
  std::vector<ExitCode> codes = {{0, std::string(answer.zero)}, {1, std::string(answer.one)}};
  const bool apart = command.failure != wrong_usage;
  codes.push_back({wrong_usage, apart ? "wrong usage" : "wrong usage, or an error"});
  return codes;
}

std::string exit_codes_in_words(const Command& command) {
  return joined(exit_codes(command), "; ",
                [](const ExitCode& code) { return std::to_string(code.code) + " " + code.about; });
}

}  // namespace l7::docs
