#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/style.h"
#include "command.h"
#include "connection_flags.h"
#include "kube/client.h"
#include "model/options.h"

namespace l7::plugin {

/// The beginning of a verb's help.
struct Usage {
  std::string_view verb;
  /// `[NAME]`, or what else the verb takes.
  std::string_view arguments;
  std::string_view text;
};

/// What verbs that talk to a cluster have in common: NAME, the options that both programs share, kubectl's connection
/// flags, and the client that these make.
class Session {
 public:
  /// `own` are the verb's own flags. Help is printed, or what may complete the command line, and nothing else shall
  /// happen, when help_asked() says so. Throws UsageError.
  Session(const Usage& usage, std::vector<cli::Flag> own, Arguments arguments);

  bool help_asked() const { return help_; }
  const Options& options() const { return options_; }
  cli::Style style(int fd) const { return cli::style_for(color_, fd); }
  /// The options as arguments of the post-renderer; which cloud and which release are left out.
  std::vector<std::string> option_arguments() const;

  /// Gets the lines that -v asks for.
  kube::Client::LogSink log() const;

  /// Resolves the kubeconfig when it is first needed.
  kube::Client& client();
  const std::string& name_space() { return client().connection().name_space; }

 private:
  Options options_;
  ConnectionOptions connection_;
  std::string name_;
  std::string color_ = "auto";
  std::optional<int> verbosity_;
  bool help_ = false;
  cli::FlagSet flags_;
  std::unique_ptr<kube::Client> client_;
};

}  // namespace l7::plugin
