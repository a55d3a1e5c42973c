#include "diff.h"

#include <iostream>

#include "cli/json.h"
#include "cli/print_plan.h"
#include "cli/unified.h"
#include "live/enable.h"
#include "live/observe.h"
#include "model/error.h"
#include "output.h"
#include "reporter.h"
#include "session.h"

namespace l7::plugin {
namespace {

constexpr Usage usage = {
    "diff", "[NAME]",
    "Shows what enable would change, object by object, with the reasons. Exits with 0 when there is "
    "nothing,\n1 when there is something, and 2 for an error.\n"};

/// diff's own: 0 is for nothing to change, and 1 for something.
enum : int { same = 0, different = 1, failed = 2 };

void print(const DiffRequest& request, const Session& session, const live::EnablePlan& all) {
  if (request.format == cli::Format::table || request.format == cli::Format::wide) {
    cli::unified(std::cout, all.plan, all.observed, session.style(1).colour);
    for (const Finding& finding : all.plan.findings) cli::print_finding(std::cerr, finding);
  } else {
    const Result result = {all.cloud->name(), &all.observed.milvus, &all.plan};
    print_planned(request.format, result);
  }
}

int run(const DiffRequest& request) {
  Session session(request.cluster);
  Reporter reporter(session.style(2));
  live::EnableSettings how;
  how.keep_layer4 = request.keep_l4;
  const live::Enable enable(session.client(), session.target(), session.wishes(), how, reporter);
  const live::Snapshot snapshot =
      live::observe(session.client(), session.target(), session.wishes(), live::Depth::plan);
  const live::EnablePlan all = enable.plan(snapshot);
  print(request, session, all);
  if (all.plan.refused()) return failed;
  return all.plan.changes.empty() ? same : different;
}

}  // namespace

cli::Parsed<DiffRequest> parse_diff(Arguments arguments) {
  DiffRequest request;
  std::string output;
  ClusterFlags flags(request.cluster,
                     {{"keep-l4", "", "Run", "leave the Service's type alone", &request.keep_l4}, output_flag(output)});
  if (auto instead = flags.read(arguments)) return *std::move(instead);
  request.format = cli::format_of(output);
  return request;
}

int diff(Arguments arguments) { return answer(usage, parse_diff(arguments), run); }

}  // namespace l7::plugin
