#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "cli/flags.h"

namespace l7::cli {

/// The flags under their headings, in the order of the table, in aligned columns; each heading follows an empty line.
std::string help_text(std::span<const Flag> flags);

/// How a flag is given: `--name VALUE`, and `--name[=VALUE]` where the value may be left out.
std::string usage_of(const Flag& flag);

/// What --help tells of a command.
struct Help {
  /// "kubectl milvus-l7 enable".
  std::string_view command;
  /// "[NAME] [flags]".
  std::string_view arguments;
  /// Lines about what it does.
  std::string_view text;
  std::span<const Flag> flags = {};
  /// How many of them, from the first, may also be given in the environment and in the file that --config names.
  std::size_t shared = 0;
  /// Lines after the flags.
  std::string_view end = {};
};

/// All of it as it is printed, or nothing when a reader took it.
std::string help_text(const Help& help);

/// From now on help is read instead of printed: documentation is made of what the programs themselves say.
void give_help_to(std::function<void(const Help&)> reader);

}  // namespace l7::cli
