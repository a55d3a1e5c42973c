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
  Target target;
  Wishes wishes;
  std::string report_file;
  std::string output;
  FlagSet flags{
      shared_flags(target, wishes),
      {{"report-file", "FILE", "Output", "", &report_file}, {"output", "FORMAT", "Output", "", &output, nullptr, 'o'}}};

  void read(const std::vector<std::string>& arguments) {
    std::vector<const char*> words;
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    flags.parse(words);
    complete(flags, wishes);
  }
};

struct Asked {
  Target target;
  Wishes wishes;
};

/// What a command line makes of the options. Throws UsageError.
inline Asked asked_for(const std::vector<std::string>& arguments) {
  CommandLine command;
  command.read(arguments);
  return {command.target, command.wishes};
}

inline Wishes wishes_of(const std::vector<std::string>& arguments) { return asked_for(arguments).wishes; }

/// The error that a command line is refused with; nothing when it is taken.
inline std::optional<UsageError> refusal(const std::vector<std::string>& arguments) {
  try {
    asked_for(arguments);
    return std::nullopt;
  } catch (const UsageError& error) {
    return error;
  }
}

}  // namespace l7::cli
