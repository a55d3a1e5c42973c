#include <iostream>

#include "cli/json.h"
#include "cli/present.h"
#include "cli/unified.h"
#include "command.h"
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

struct Settings {
  bool keep_l4 = false;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  return {{"keep-l4", "", "Run", "leave the Service's type alone", &settings.keep_l4}, output_flag(settings.output)};
}

}  // namespace

int diff(Arguments arguments) {
  static constexpr int same = 0;
  static constexpr int different = 1;
  static constexpr int failed = 2;
  Settings settings;
  Session session(usage, own_flags(settings), arguments);
  if (session.help_asked()) return same;
  const cli::Format format = cli::format_of(settings.output);
  Reporter reporter(session.style(2));
  live::EnableSettings how;
  how.keep_layer4 = settings.keep_l4;
  const live::Enable enable(session.client(), session.name_space(), session.options(), how, reporter);
  const live::Snapshot snapshot =
      live::observe(session.client(), session.name_space(), session.options(), live::Depth::plan);
  const Plan plan = enable.plan(snapshot);
  const auto observed = snapshot.observed(session.options());
  if (format == cli::Format::table || format == cli::Format::wide) {
    cli::unified(std::cout, plan, *observed, session.style(1).colour);
    for (const Finding& finding : plan.findings) cli::print_finding(std::cerr, finding);
  } else {
    const Result result = {snapshot.cloud(session.options()).name(), &observed->milvus, &plan};
    print_planned(format, result);
  }
  if (plan.refused()) return failed;
  return plan.changes.empty() ? same : different;
}

}  // namespace l7::plugin
