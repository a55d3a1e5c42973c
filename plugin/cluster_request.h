#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/parsed.h"
#include "command.h"
#include "connection_flags.h"
#include "kube/connection.h"
#include "model/target.h"
#include "model/wishes.h"

namespace l7::plugin {

/// What every verb that talks to a cluster is told, beside its own flags.
struct ClusterRequest {
  /// Which Milvus; without a namespace the connection says it.
  Target target;
  Wishes wishes;
  kube::ConnectionFlags connection;
  std::string color = "auto";
  /// -v.
  int verbosity = 0;
  /// The options as arguments of the post-renderer; which cloud and which release are left out.
  std::vector<std::string> option_arguments;
};

/// The flags of a verb that talks to a cluster: `own`, and those that all such verbs have.
class ClusterFlags {
 public:
  /// `request` and what the own flags are written to must outlive this.
  ClusterFlags(ClusterRequest& request, std::vector<cli::Flag> own);

  /// Reads the command line, the MILVUS_L7_* variables and the file that --config names, and nothing else. Returns what
  /// is asked for instead of the verb's work, if anything. Throws UsageError.
  std::optional<cli::Instead> read(Arguments arguments);

 private:
  void take_name(const std::string& name);

  ClusterRequest& request_;
  ConnectionOptions connection_;
  std::optional<int> verbosity_;
  bool help_ = false;
  cli::FlagSet flags_;
};

/// The beginning of a verb's help.
struct Usage {
  std::string_view verb;
  /// `[NAME]`, or what else the verb takes.
  std::string_view arguments;
  std::string_view text;
};

/// Prints the help or the completion that was asked for instead of the verb's work. Returns the exit code.
int answer(const Usage& usage, const cli::Instead& instead);

/// Does the verb's work, or what is asked for instead. Returns the exit code.
template <typename Request>
int answer(const Usage& usage, const cli::Parsed<Request>& parsed, int (*run)(const Request& request)) {
  if (const cli::Instead* instead = std::get_if<cli::Instead>(&parsed)) return answer(usage, *instead);
  return run(std::get<Request>(parsed));
}

}  // namespace l7::plugin
