#pragma once

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "cli/flags.h"

namespace l7::cli {

/// --help was given. The flags' targets point nowhere.
struct HelpRequest {
  std::vector<Flag> flags;
  /// How many of them, from the first, the environment and the file know as well.
  std::size_t shared = 0;
};

/// A shell asks what the last of the words may become. The flags' targets point nowhere; the words are the caller's.
struct CompletionRequest {
  std::vector<Flag> flags;
  std::span<const char* const> words;
};

/// What a command line may ask for instead of a command's work.
using Instead = std::variant<HelpRequest, CompletionRequest>;

/// What a command line asks for.
template <typename Request>
using Parsed = std::variant<Request, Instead>;

/// The table without what the flags are written to, so that it outlives that.
std::vector<Flag> without_targets(std::span<const Flag> flags);

}  // namespace l7::cli
