#include "live_flags.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/question.h"

namespace l7::plugin {
namespace {

constexpr std::string_view group = "Run";

constexpr std::array<std::string_view, 3> dry_runs = {"none", "client", "server"};

constexpr cli::Rule dry_run_rule = {
    [](std::string_view text) { return std::find(dry_runs.begin(), dry_runs.end(), text) != dry_runs.end(); },
    "a kind of dry run", "say client (nothing is sent) or server (the API server checks it and keeps nothing)"};

}  // namespace

live::RunSettings LiveFlags::run_settings() const {
  live::RunSettings settings;
  settings.wait = wait;
  settings.timeout = timeout;
  if (dry_run == "server") settings.dry_run = kube::DryRun::server;
  return settings;
}

std::vector<cli::Candidate> dry_run_kinds() { return cli::candidates(dry_runs); }

cli::Flag dry_run_flag(std::string& kind) {
  return {
      "dry-run", "KIND",        group, "client: say what would be done; server: let the API server check it as well",
      &kind,     &dry_run_rule, 0,     dry_run_kinds};
}

cli::Flag yes_flag(bool& yes) {
  return {"yes", "", group, "do not ask; needed where there is no terminal", &yes, nullptr, 'y'};
}

std::vector<cli::Flag> live_flags(LiveFlags& flags) {
  return {
      {"wait", "", group, "wait until each phase works before the next; --wait=false does all of them at once",
       &flags.wait},
      {"timeout", "DURATION", group, "how long to wait in all; 15m if left out", &flags.timeout},
      dry_run_flag(flags.dry_run),
      yes_flag(flags.yes),
  };
}

bool agreed(const LiveFlags& flags) { return flags.yes || flags.is_dry_run() || cli::agreed("Apply?"); }

}  // namespace l7::plugin
