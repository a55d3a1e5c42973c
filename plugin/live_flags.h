#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "live/run_settings.h"

namespace l7::plugin {

/// The flags of the verbs that change a cluster.
struct LiveFlags {
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(15);
  std::string dry_run;
  bool yes = false;

  bool is_dry_run() const { return !dry_run.empty() && dry_run != "none"; }
  /// A dry run of the client sends nothing at all.
  bool sends_nothing() const { return dry_run == "client"; }
  live::RunSettings run_settings() const;
};

std::vector<cli::Flag> live_flags(LiveFlags& flags);

/// What --dry-run takes.
std::vector<cli::Candidate> dry_run_kinds();
/// --dry-run alone.
cli::Flag dry_run_flag(std::string& kind);

/// --yes alone.
cli::Flag yes_flag(bool& yes);

/// Whether to go on: asks unless the flags say it. Throws Error when nobody can be asked.
bool agreed(const LiveFlags& flags);

}  // namespace l7::plugin
