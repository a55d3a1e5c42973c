#include "disable.h"

#include <chrono>
#include <iostream>

#include "carry_out.h"
#include "cli/print_plan.h"
#include "cli/printable.h"
#include "cloud/cloud.h"
#include "live/disable.h"
#include "live/observe.h"
#include "live/preflight.h"
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

/// The records themselves are nothing to be judged.
Plan without_records(Plan plan) {
  std::erase_if(plan.changes,
                [](const Change& change) { return !change.path.empty() && change.path.back().key == undo_annotation; });
  return plan;
}

void print_kept(const live::UndoPlan& undo) {
  for (const std::string& place : undo.kept) {
    std::cerr << "note: " << cli::printable(place) << " was changed by somebody else since, and stays as it is\n";
  }
  for (const std::string& place : undo.fixed) {
    std::cerr << "note: " << cli::printable(place)
              << " may not be set on a Service that is a LoadBalancer again, and stays as it is\n";
  }
}

/// What is in Helm's manifest stays away only after an upgrade without the post-renderer.
void print_helms(const live::UndoPlan& undo, const Observed& observed) {
  for (const ObjectRef& object : undo.helms) {
    std::cerr << "note: " << cli::printable(to_string(object))
              << " came with Helm's post-renderer and is left to Helm\n";
  }
  for (const ObjectRef& object : undo.taken_over) {
    std::cerr << "note: " << cli::printable(to_string(object))
              << " is in Helm's manifest too; an upgrade with the post-renderer brings it back\n";
  }
  if (!undo.helms.empty() || !undo.taken_over.empty()) tell_how_to_leave(std::cerr, observed);
}

/// Says what stands against the plan, if anything does.
bool refused(const std::vector<Finding>& findings) {
  bool any = false;
  for (const Finding& finding : findings) {
    if (finding.kind->severity != Severity::error) continue;
    cli::print_finding(std::cerr, finding);
    any = true;
  }
  if (any) std::cerr << "nothing was changed\n";
  return any;
}

int run(const DisableRequest& request) {
  Session session(request.cluster);
  Reporter reporter(session.style(2));
  kube::Client& client = session.client();
  // For what is read before the question; the run has a limit of its own.
  client.end_at(std::chrono::steady_clock::now() + request.live.timeout);
  live::Disable disable(client, session.target(), session.wishes(), request.live.run_settings(), reporter);
  live::Snapshot snapshot = live::observe(client, session.target(), session.wishes(), live::Depth::undo);
  const live::UndoPlan undo = disable.plan(snapshot);
  const std::optional<Observed>& observed = undo.observed;
  const Result result = {"", observed ? &observed->milvus : nullptr, &undo.plan};

  if (observed) print_helms(undo, *observed);
  print_kept(undo);
  if (undo.plan.changes.empty()) {
    print_report(request.format, result);
    std::cerr << "there is nothing of enable's to give back; nothing was changed\n";
    return 0;
  }
  if (!request.live.is_dry_run()) {
    std::vector<kube::Read> watched;
    if (request.live.wait) watched = live::watched_lists(session.target(), session.wishes(), live::Depth::undo);
    if (refused(live::preflight(client, observed ? *observed : Observed(), undo.plan, live::Recording::off, watched))) {
      return 1;
    }
  }
  cli::print_plan(std::cerr, without_records(undo.plan), session.style(2).colour);
  const Outcome outcome =
      carry_out(request.live, request.format, result, reporter, [&] { disable.run(std::move(snapshot)); });
  return outcome == Outcome::declined ? 1 : 0;
}

}  // namespace

cli::Parsed<DisableRequest> parse_disable(Arguments arguments) {
  DisableRequest request;
  std::string output;
  std::vector<cli::Flag> own = live_flags(request.live);
  own.push_back(output_flag(output));
  ClusterFlags flags(request.cluster, std::move(own));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  return request;
}

int disable(Arguments arguments) { return answer(usage, parse_disable(arguments), run); }

}  // namespace l7::plugin
