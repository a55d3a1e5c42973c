#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace l7::plugin {

/// What comes after the verb on the command line.
using Arguments = std::span<const char* const>;

/// One verb of `kubectl milvus-l7`. `run` returns the exit code and may throw: an Error becomes `failure`.
struct Verb {
  std::string_view name;
  /// One line for the list of verbs.
  std::string_view summary;
  int (*run)(Arguments arguments);
  /// The exit code of a failure; for diff, 1 already means that something would change.
  int failure = 1;
};

/// The command line of a verb whose only flag is --help.
struct PlainLine {
  bool help = false;
  std::vector<std::string> names;
};

/// Throws UsageError for any other flag.
PlainLine read_plain(Arguments arguments);

int enable(Arguments arguments);
int diff(Arguments arguments);
int disable(Arguments arguments);
int status(Arguments arguments);
int check(Arguments arguments);
int cert(Arguments arguments);
int connect(Arguments arguments);
int verify(Arguments arguments);
int completion(Arguments arguments);
int version(Arguments arguments);

}  // namespace l7::plugin
