#include "cloud/aws/account/process_keys.h"

#include <system_error>

#include "cloud/aws/account/sources.h"
#include "cloud/aws/account/words.h"
#include "kube/json.h"
#include "model/error.h"
#include "platform/descriptor.h"
#include "platform/process.h"
#include "platform/terminal.h"

namespace l7::aws {
namespace {

std::string output_of(const std::vector<std::string>& words, const std::string& place, const std::string& fix) {
  platform::Command command;
  command.program = platform::find_program(words.front());
  if (command.program.empty()) {
    throw Error("the program that gives AWS credentials is not there: " + words.front(), place,
                "install it, or put its folder into PATH");
  }
  command.arguments.assign(words.begin() + 1, words.end());
  command.interactive = platform::is_terminal(platform::standard_input);
  try {
    platform::Outcome outcome = platform::run(command);
    if (outcome.exit_code == 0) return std::move(outcome.output);
    throw Error("the program that gives AWS credentials failed with exit code " + std::to_string(outcome.exit_code) +
                    ": " + words.front(),
                place, fix);
  } catch (const std::system_error& error) {
    throw Error("the program that gives AWS credentials does not start: " + error.code().message(), place,
                "see whether it is a program for this machine");
  }
}

void check_version(std::string_view answer, const std::string& place) {
  std::string version;
  try {
    version = kube::parse_json(answer).text_at({"Version"});
  } catch (const Error&) {
    // Said by whoever reads the keys.
    return;
  }
  if (version == "1") return;
  throw Error("the program that gives AWS credentials answers with " +
                  (version.empty() ? "no Version" : "Version " + version) + ", and only 1 is known",
              place, "see its documentation for credential_process");
}

}  // namespace

Keys keys_of_program(const std::vector<std::string>& command, const std::string& place, const std::string& fix) {
  const tls::Cleansed answer(output_of(command, place, fix));
  check_version(answer.view(), place);
  return keys_in_json(answer.view(), "SessionToken", place);
}

LookupResult from_process(const LookupContext& context) {
  const std::string line = setting(context.profiles.merged(context.profile), "credential_process");
  if (line.empty()) return {{}, "profile " + context.profile + " has no credential_process"};
  const std::string place = "credential_process of profile " + context.profile;
  const auto words = words_of(line);
  if (!words || words->empty()) {
    throw Error("the command has a quote without an end, or is empty", place, "correct it in the AWS config file");
  }
  return {keys_of_program(*words, place, "see what the program itself says; you may have to log in again"), {}};
}

}  // namespace l7::aws
