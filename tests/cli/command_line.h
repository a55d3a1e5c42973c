#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/options.h"
#include "folder.h"
#include "model/error.h"
#include "variable.h"

namespace l7::cli {

/// A command with the shared flags and two of its own, as a program has it.
struct CommandLine {
  Options options;
  std::string report_file;
  std::string output;
  FlagSet flags{
      shared_flags(options),
      {{"report-file", "FILE", "Output", "", &report_file}, {"output", "FORMAT", "Output", "", &output, nullptr, 'o'}}};

  void read(const std::vector<std::string>& arguments) {
    std::vector<const char*> words;
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    flags.parse(words);
    complete(flags, options);
  }
};

/// What a command line makes of the options. Throws UsageError.
inline Options options_of(const std::vector<std::string>& arguments) {
  CommandLine command;
  command.read(arguments);
  return command.options;
}

/// The error that a command line is refused with; nothing when it is taken.
inline std::optional<UsageError> refusal(const std::vector<std::string>& arguments) {
  try {
    options_of(arguments);
    return std::nullopt;
  } catch (const UsageError& error) {
    return error;
  }
}

}  // namespace l7::cli
