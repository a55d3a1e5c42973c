#include "live/enable.h"

#include <iostream>

#include "carry_out.h"
#include "cli/present.h"
#include "cli/report.h"
#include "command.h"
#include "live/observe.h"
#include "live_flags.h"
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

struct Settings {
  LiveFlags live;
  bool keep_l4 = false;
  bool verify = true;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  std::vector<cli::Flag> flags = live_flags(settings.live);
  flags.push_back(
      {"keep-l4", "", "Run", "leave the Service's type alone: the old entry stays open", &settings.keep_l4});
  flags.push_back({"verify", "", "Run",
                   "prove the way by a call to Milvus, where it can be reached from here, before the old one is closed; "
                   "--verify=false does without",
                   &settings.verify});
  flags.push_back(output_flag(settings.output));
  return flags;
}

class EnableVerb {
 public:
  explicit EnableVerb(Arguments arguments)
      : session_(usage, own_flags(settings_), arguments), reporter_(session_.style(2)) {}

  int run() {
    if (session_.help_asked()) return 0;
    const cli::Format format = cli::format_of(settings_.output);
    const live::EnableSettings how = {settings_.live.run_settings(), settings_.keep_l4};
    kube::Client& client = session_.client();
    live::Enable enable(client, session_.name_space(), session_.options(), how, reporter_);

    live::Snapshot snapshot = live::observe(client, session_.name_space(), session_.options(), live::Depth::plan);
    const Plan plan = enable.plan(snapshot);
    const auto observed = snapshot.observed(session_.options());
    const Provider& provider = snapshot.provider(session_.options());
    const Result result = {provider.name(), &observed->milvus, &plan};
    if (plan.refused()) return refuse(plan);
    if (plan.changes.empty()) {
      print_report(format, result);
      std::cerr << to_string(observed->milvus.service.ref) << " is behind the " << provider.title()
                << " as wanted; nothing was changed\n";
      return 0;
    }
    cli::present(std::cerr, plan, session_.style(2).colour);
    warn_before_changes(std::cerr, *observed);
    const Outcome outcome = carry_out(settings_.live, format, result, reporter_,
                                      [&] { enable.run(std::move(snapshot), proof()); });
    if (outcome == Outcome::done && !settings_.live.is_dry_run())
      tell_how_to_keep(std::cerr, *observed, plan, provider, session_.option_arguments());
    return outcome == Outcome::declined ? 1 : 0;
  }

 private:
  static int refuse(const Plan& plan) {
    for (const Finding& finding : plan.findings) cli::print_finding(std::cerr, finding);
    std::cerr << "nothing was changed\n";
    return 1;
  }

  live::Enable::Proof proof() {
    return [this](const live::Entry& entry, std::chrono::steady_clock::time_point deadline) {
      return settings_.verify ? prove(entry, session_.options(), deadline, reporter_) : "";
    };
  }

  Settings settings_;
  Session session_;
  Reporter reporter_;
};

}  // namespace

int enable(Arguments arguments) { return EnableVerb(arguments).run(); }

}  // namespace l7::plugin
