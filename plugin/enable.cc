#include "enable.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <utility>

#include "carry_out.h"
#include "cli/print_plan.h"
#include "cli/printable.h"
#include "live/enable.h"
#include "live/examine.h"
#include "live/observe.h"
#include "milvus/findings.h"
#include "model/error.h"
#include "output.h"
#include "ownership.h"
#include "proof.h"
#include "reporter.h"
#include "session.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "enable", "[NAME]",
    "Puts a release behind the cloud's layer 7 load balancer: shows the plan, asks, applies it phase by phase, waits\n"
    "until the balancer reaches Milvus, and only then closes the old entry. Running it again continues or repairs.\n"
    "NAME is the Helm release or the Service; the only Milvus of the namespace if left out.\n"};

std::vector<cli::Flag> own_flags(EnableRequest& request, std::string& output) {
  std::vector<cli::Flag> flags = live_flags(request.live);
  flags.push_back({"keep-l4", "", "Run", "leave the Service's type alone: the old entry stays open", &request.keep_l4});
  flags.push_back(
      {"verify", "", "Run",
       "prove the way by a call to Milvus, where it can be reached from here, before the old one is closed; "
       "--verify=false does without",
       &request.verify});
  flags.push_back(output_flag(output));
  for (cli::Flag& flag : acm_flags(request.acm)) flags.push_back(flag);
  return flags;
}

/// What is going to be done, and what that was made from.
struct Planned {
  /// The request's, with the certificate that an import gives.
  Wishes wishes;
  live::Snapshot snapshot;
  live::EnablePlan todo;
  /// nullptr without --import-certificate.
  std::unique_ptr<CertificateImport> import;

  bool has_work() const { return !todo.plan.changes.empty() || (import && import->pending()); }
  Result result() const { return {todo.cloud->name(), &todo.observed.milvus, &todo.plan}; }
};

live::Enable enable_with(const EnableRequest& request, const Wishes& wishes, Session& session, Reporter& reporter) {
  return {session.client(), session.target(), wishes,
          live::EnableSettings{request.live.run_settings(), request.keep_l4}, reporter};
}

/// Reads and sends nothing that changes anything.
Planned plan(const EnableRequest& request, Session& session, Reporter& reporter) {
  Planned all;
  all.wishes = session.wishes();
  all.snapshot = live::observe(session.client(), session.target(), all.wishes, live::Depth::examine);
  all.import = open_import(request.acm, session, all.snapshot);
  if (all.import) all.import->plan(all.wishes);
  all.todo = enable_with(request, all.wishes, session, reporter).plan(all.snapshot);
  return all;
}

/// Whether the plan changes the settings of Milvus, and so mends one that does not start with those it has.
bool changes_settings(const live::EnablePlan& todo) {
  const ObjectRef& settings = todo.observed.milvus.server.settings.object;
  return std::any_of(todo.plan.changes.begin(), todo.plan.changes.end(),
                     [&](const Change& change) { return change.object == settings; });
}

/// What a person has to know who is asked: what stands against the plan, and who may connect then.
bool is_worth_asking(const Finding& finding) {
  const FindingKind& kind = *finding.kind;
  return kind.severity == Severity::error || (kind.severity == Severity::warning && kind.area == Area::access);
}

/// Adds what else stands against the plan, so that nothing is begun that cannot be ended.
void examine(Planned& planned, const EnableRequest& request, Session& session) {
  // A dry run of the server is what examine() would ask for.
  if (request.live.is_dry_run() || planned.todo.plan.refused()) return;
  std::vector<kube::Read> watched;
  if (request.live.wait) watched = live::watched_lists(session.target(), planned.wishes, live::Depth::health);
  std::vector<Finding>& findings = planned.todo.plan.findings;
  for (const Finding& finding : live::examine(session.client(), planned.todo, planned.wishes, watched)) {
    const bool mended = finding.kind == &milvus::shared_port && changes_settings(planned.todo);
    const bool told = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.kind == finding.kind && other.where == finding.where && other.seen == finding.seen;
    });
    if (is_worth_asking(finding) && !mended && !told) findings.push_back(finding);
  }
}

int refuse(const Plan& plan) {
  for (const Finding& finding : plan.findings) cli::print_finding(std::cerr, finding);
  std::cerr << "nothing was changed\n";
  return 1;
}

/// What an earlier run set may have had no effect yet, or have failed.
int leave_alone(const Planned& planned, const EnableRequest& request, Session& session, Reporter& reporter) {
  const LiveFlags& live = request.live;
  run_and_report(live, request.format, planned.result(), reporter, [&] {
    if (live.wait && !live.is_dry_run()) enable_with(request, planned.wishes, session, reporter).wait_for_balancer();
  });
  std::cerr << cli::printable(to_string(planned.todo.observed.milvus.service.ref)) << " is behind the "
            << planned.todo.cloud->title() << " as wanted; nothing was changed\n";
  return 0;
}

/// Phase by phase. Between two of them the certificate is imported; then the plan says which one it is.
void carry_out_plan(Planned& planned, const EnableRequest& request, Session& session, Reporter& reporter) {
  live::Enable enable = enable_with(request, planned.wishes, session, reporter);
  if (planned.import) {
    enable.take_certificate_from([&](Wishes& wishes) {
      planned.import->carry_out(planned.wishes);
      planned.todo = enable_with(request, planned.wishes, session, reporter).plan(planned.snapshot);
      wishes = planned.wishes;
    });
  }
  enable.run(planned.todo, [&](live::Endpoint endpoint, std::chrono::steady_clock::time_point deadline) {
    if (planned.import && endpoint.trusted.empty()) endpoint.trusted = planned.import->trusted();
    return request.verify ? prove(endpoint, planned.wishes, deadline, reporter) : "";
  });
}

void tell_what_is_next(const Planned& planned, const Session& session) {
  std::vector<std::string> arguments = session.option_arguments();
  if (planned.import) arguments.push_back(planned.import->argument(planned.wishes));
  tell_how_to_keep(std::cerr, planned.todo.observed, planned.todo.plan, *planned.todo.cloud, arguments);
}

int run(const EnableRequest& request) {
  Session session(request.cluster);
  Reporter reporter(session.style(2));
  // For what is read before the question; the run has a limit of its own.
  session.client().end_at(std::chrono::steady_clock::now() + request.live.timeout);
  Planned planned = plan(request, session, reporter);
  examine(planned, request, session);
  if (planned.todo.plan.refused()) return refuse(planned.todo.plan);
  const bool dry = request.live.is_dry_run();
  if (planned.import) std::cerr << planned.import->intention() << (dry ? " (dry run)" : "") << '\n';
  if (!planned.has_work()) return leave_alone(planned, request, session, reporter);

  cli::print_plan(std::cerr, planned.todo.plan, session.style(2).colour);
  warn_before_changes(std::cerr, planned.todo.observed);
  const Outcome outcome = carry_out(request.live, request.format, planned.result(), reporter,
                                    [&] { carry_out_plan(planned, request, session, reporter); });
  if (outcome == Outcome::done && !dry) tell_what_is_next(planned, session);
  return outcome == Outcome::declined ? 1 : 0;
}

}  // namespace

cli::Parsed<EnableRequest> parse_enable(Arguments arguments) {
  EnableRequest request;
  std::string output;
  ClusterFlags flags(request.cluster, own_flags(request, output));
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  check(request.acm, request.cluster.wishes);
  request.format = cli::format_of(output);
  return request;
}

int enable(Arguments arguments) { return answer(usage, parse_enable(arguments), run); }

}  // namespace l7::plugin
