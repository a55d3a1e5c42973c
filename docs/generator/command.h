#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cli/flags.h"

namespace l7::docs {

/// A command as its --help tells of it. The flags' texts live as long as the program; their targets are gone.
struct Command {
  std::string name;       ///< "kubectl milvus-l7 enable"
  std::string summary;    ///< one line
  std::string arguments;  ///< "[NAME] [flags]"
  std::string text;
  std::vector<cli::Flag> flags;
  std::size_t shared = 0;  ///< how many of the flags the environment and the file know as well
  std::string end;
  int failure = 1;  ///< the exit code of a failure

  /// "enable", "cert create".
  std::string verb() const;
  bool has(const cli::Flag& flag) const;
};

/// Every verb of the plugin, in the order of its help.
std::vector<Command> verbs();

/// The post-renderer as a program of its own.
Command post_renderer();

/// The flags that every verb takes which talks to a cluster, in the order of their help.
struct CommonFlags {
  std::vector<cli::Flag> shared;  ///< of the environment and the file, too
  std::vector<cli::Flag> others;
};
CommonFlags common_flags(std::span<const Command> commands);

/// What is left of a command's flags without those.
std::vector<cli::Flag> own_flags(const Command& command, const CommonFlags& common);

/// A text in paragraphs. What has an indented line in it is to be shown as it is.
struct Paragraph {
  bool verbatim;
  std::string text;
};
std::vector<Paragraph> paragraphs(const std::string& text);

}  // namespace l7::docs
