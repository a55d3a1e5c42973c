#pragma once

#include <string>
#include <utility>
#include <vector>

namespace l7::platform {

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
/// cannot be started. A batch file of Windows gets no argument that its shell would read otherwise: that cannot be
/// started either.
Outcome run(const Command& command);

/// The path of an executable: a name without a folder is looked up in the absolute folders of PATH. On Windows the
/// endings of PATHEXT are tried as well. Empty when there is none.
std::string find_program(const std::string& name);

}  // namespace l7::platform
