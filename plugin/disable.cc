#include "live/disable.h"

#include <iostream>

#include "carry_out.h"
#include "cli/present.h"
#include "cloud/cloud.h"
#include "command.h"
#include "live/observe.h"
#include "live_flags.h"
#include "model/error.h"
#include "output.h"
#include "ownership.h"
#include "reporter.h"
#include "session.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "disable", "[NAME]",
    "Gives back what enable found: opens the old entry, deletes what enable made and takes back what it changed, but\n"
    "for what somebody else has changed since. NAME may also be a Service that is gone and has left a balancer "
    "behind.\n"};

struct Settings {
  LiveFlags live;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  std::vector<cli::Flag> flags = live_flags(settings.live);
  flags.push_back(output_flag(settings.output));
  return flags;
}

/// The records themselves are nothing to be judged.
Plan without_records(Plan plan) {
  std::erase_if(plan.changes,
                [](const Change& change) { return !change.path.empty() && change.path.back().key == undo_annotation; });
  return plan;
}

void print_kept(const live::UndoPlan& undo) {
  for (const std::string& place : undo.kept) {
    std::cerr << "note: " << place << " was changed by somebody else since, and stays as it is\n";
  }
}

/// What is in Helm's manifest stays away only after an upgrade without the post-renderer.
void print_helms(const live::UndoPlan& undo, const Observed& observed) {
  for (const ObjectRef& object : undo.helms) {
    std::cerr << "note: " << to_string(object) << " came with Helm's post-renderer and is left to Helm\n";
  }
  for (const ObjectRef& object : undo.taken_over) {
    std::cerr << "note: " << to_string(object)
              << " is in Helm's manifest too; an upgrade with the post-renderer brings it back\n";
  }
  if (!undo.helms.empty() || !undo.taken_over.empty()) tell_how_to_leave(std::cerr, observed);
}

class DisableVerb {
 public:
  explicit DisableVerb(Arguments arguments)
      : session_(usage, own_flags(settings_), arguments), reporter_(session_.style(2)) {}

  int run() {
    if (session_.help_asked()) return 0;
    const cli::Format format = cli::format_of(settings_.output);
    kube::Client& client = session_.client();
    live::Disable disable(client, session_.name_space(), session_.options(), settings_.live.run_settings(), reporter_);
    live::Snapshot snapshot = live::observe(client, session_.name_space(), session_.options(), live::Depth::undo);
    const live::UndoPlan undo = disable.plan(snapshot);
    const std::optional<Observed> observed = disable.observed(snapshot);
    const Result result = {"", observed ? &observed->milvus : nullptr, &undo.plan};

    if (observed) print_helms(undo, *observed);
    print_kept(undo);
    if (undo.plan.changes.empty()) {
      print_report(format, result);
      std::cerr << "there is nothing of enable's to give back; nothing was changed\n";
      return 0;
    }
    cli::present(std::cerr, without_records(undo.plan), session_.style(2).colour);
    const Outcome outcome =
        carry_out(settings_.live, format, result, reporter_, [&] { disable.run(std::move(snapshot)); });
    return outcome == Outcome::declined ? 1 : 0;
  }

 private:
  Settings settings_;
  Session session_;
  Reporter reporter_;
};

}  // namespace

int disable(Arguments arguments) { return DisableVerb(arguments).run(); }

}  // namespace l7::plugin
