#pragma once

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/options.h"
#include "folder.h"
#include "model/error.h"

namespace l7::cli {

/// A command with the shared flags and two of its own, as a program has it.
struct CommandLine {
  Options options;
  std::string report_file;
  std::string output;
  CLI::App app;
  FlagSet flags{
      shared_flags(options),
      {{"report-file", "FILE", "Output", "", &report_file}, {"output", "FORMAT", "Output", "", &output, nullptr, 'o'}}};

  CommandLine() { flags.declare(app); }

  void read(const std::vector<std::string>& arguments) {
    std::vector<const char*> words;
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    parse(app, words);
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

/// Sets an environment variable while it lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

}  // namespace l7::cli
