#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace l7::docs {

/// An annotation or label that the programs read or write.
struct Mark {
  std::string key;
  std::string_view object;  ///< where it stands
  bool written;
  std::string_view about;
};

/// Marks that belong together, such as those of one cloud.
struct Marks {
  std::string_view title;
  std::vector<Mark> marks;
};
std::vector<Marks> all_marks();

/// A variable of the environment that is no flag's.
struct Variable {
  std::string_view name;
  std::string_view about;
};
std::span<const Variable> variables();

/// What an exit code says.
struct ExitCode {
  int code;
  std::string about;
};

}  // namespace l7::docs
