#pragma once

#include <string>
#include <utility>
#include <vector>

/// Everything that is particular to a system's processes stands in process.cc.
namespace l7::kube {

struct Command {
  std::string program;  ///< a path; find_program finds it
  std::vector<std::string> arguments;
  /// Set on top of this process's own environment; the last of a name counts.
  std::vector<std::pair<std::string, std::string>> environment;
  /// Whether the program reads this process's stdin; it reads nothing otherwise.
  bool interactive = false;
};

struct Outcome {
  int exit_code = 0;  ///< -1 when a signal ended it
  std::string output;
};

/// Runs a program to its end. Its stderr is this process's own, its stdout is caught. Throws std::system_error when it
/// cannot be started.
Outcome run(const Command& command);

/// The path of an executable: a name without a slash is looked up in the absolute folders of PATH. Empty when there is
/// none.
std::string find_program(const std::string& name);

bool stdin_is_terminal();

}  // namespace l7::kube
