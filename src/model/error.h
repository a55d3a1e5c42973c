#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace l7 {

/// What went wrong, where, and what to do next: every failure a user sees has all three.
/// `where` names an object, a file and line, or a flag; it may be filled in by a caller that knows more. what() may
/// have several lines.
class Error : public std::runtime_error {
 public:
  Error(const std::string& what, std::string place, std::string remedy)
      : std::runtime_error(what), where(std::move(place)), fix(std::move(remedy)) {}

  std::string where;
  std::string fix;
  /// Goes before what(); empty for the sentences that kubectl prints as they are ("Error from server (NotFound): ..").
  std::string_view heading = "error: ";
};

/// A command line, configuration file or environment variable that cannot be meant: exit code 2.
class UsageError : public Error {
  using Error::Error;
};

}  // namespace l7
