#include "live/enable.h"

#include <iostream>

#include "acm_import.h"
#include "carry_out.h"
#include "cli/options.h"
#include "cli/present.h"
#include "cli/report.h"
#include "command.h"
#include "interrupt.h"
#include "live/observe.h"
#include "live/tls_secret.h"
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
  bool import_certificate = false;
  AwsFlags aws;
  std::string output;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  std::vector<cli::Flag> flags = live_flags(settings.live);
  flags.push_back(
      {"keep-l4", "", "Run", "leave the Service's type alone: the old entry stays open", &settings.keep_l4});
  flags.push_back(
      {"verify", "", "Run",
       "prove the way by a call to Milvus, where it can be reached from here, before the old one is closed; "
       "--verify=false does without",
       &settings.verify});
  flags.push_back(output_flag(settings.output));
  flags.push_back({"import-certificate", "", cli::aws_flags,
                   "import the certificate of Secret <service>-l7-tls into ACM and use it; both are made if missing",
                   &settings.import_certificate});
  for (cli::Flag& flag : aws_flags(settings.aws)) flags.push_back(flag);
  return flags;
}

/// What the plan shows for an ARN that there is not yet.
std::string arn_to_come(const AcmImport& import) { return "(the ARN that ACM in " + import.region() + " gives)"; }

class EnableVerb {
 public:
  explicit EnableVerb(Arguments arguments)
      : session_(usage, own_flags(settings_), arguments), reporter_(session_.style(2)), options_(session_.options()) {}

  int run() {
    if (session_.help_asked()) return 0;
    check_import();
    const cli::Format format = cli::format_of(settings_.output);
    live::Snapshot snapshot = live::observe(session_.client(), session_.name_space(), options_, live::Depth::plan);
    if (settings_.import_certificate) look_at_acm(snapshot);
    live::Enable enable = enabling();
    plan_ = enable.plan(snapshot);
    const auto observed = snapshot.observed(options_);
    const Cloud& cloud = snapshot.cloud(options_);
    const Result result = {cloud.name(), &observed->milvus, &plan_};
    if (plan_.refused()) return refuse();
    if (import_) std::cerr << import_->intention() << (settings_.live.is_dry_run() ? " (dry run)" : "") << '\n';
    if (plan_.changes.empty() && !(import_ && import_->pending())) {
      print_report(format, result);
      std::cerr << to_string(observed->milvus.service.ref) << " is behind the " << cloud.title()
                << " as wanted; nothing was changed\n";
      return 0;
    }
    cli::present(std::cerr, plan_, session_.style(2).colour);
    warn_before_changes(std::cerr, *observed);
    if (import_) enable.take_certificate_from([&] { return import_certificate(*observed, snapshot); });
    const Outcome outcome =
        carry_out(settings_.live, format, result, reporter_, [&] { enable.run(snapshot, proof()); });
    if (outcome == Outcome::done && !settings_.live.is_dry_run())
      tell_how_to_keep(std::cerr, *observed, plan_, cloud, lasting_arguments());
    return outcome == Outcome::declined ? 1 : 0;
  }

 private:
  live::Enable enabling() {
    return {session_.client(), session_.name_space(), options_,
            live::EnableSettings{settings_.live.run_settings(), settings_.keep_l4}, reporter_};
  }

  void check_import() const {
    if (!settings_.import_certificate) return;
    if (!options_.cloud.empty() && options_.cloud != "aws") refuse_import();
    if (options_.certificate_arn.empty()) return;
    throw UsageError(
        "--import-certificate and --certificate-arn name two certificates", "--import-certificate",
        "give one of them; kubectl milvus-l7 cert import --certificate-arn puts another certificate there");
  }

  [[noreturn]] static void refuse_import() {
    throw UsageError("only AWS' balancers take their certificates from ACM", "--import-certificate",
                     "leave it out: this cloud's balancer takes the certificate from the Secret");
  }

  /// What is in ACM, and so the ARN for the plan.
  void look_at_acm(const live::Snapshot& snapshot) {
    if (snapshot.cloud(options_).name() != "aws") refuse_import();
    const milvus::Observed observed = live::milvus_in(snapshot, session_.name_space(), options_);
    auto pair = live::read_tls_secret(session_.client(), secret(observed));
    const std::string place = to_string(secret(observed));
    if (pair) require_acm_takes(*pair, place);
    import_.emplace(open_acm(settings_.aws, {session_.log(), interrupted}, "", &session_.client()),
                    AcmImport::Target{"", tags_for(session_.client(), observed.milvus)}, std::move(pair), place);
    options_.import_certificate = import_->lacks_certificate();
    options_.certificate_arn = import_->plan().arn.empty() ? arn_to_come(*import_) : import_->plan().arn;
  }

  /// Between two phases: the Secret is there by now.
  std::string import_certificate(const milvus::Observed& observed, const live::Snapshot& planned_from) {
    std::optional<tls::KeyPair> made;
    if (import_->lacks_certificate()) made = live::read_tls_secret(session_.client(), secret(observed));
    options_.certificate_arn = import_->carry_out(std::move(made)).arn;
    plan_ = enabling().plan(planned_from);
    return options_.certificate_arn;
  }

  ObjectRef secret(const milvus::Observed& observed) const {
    return {"v1", "Secret", observed.milvus.service.ref.name_space, tls_secret_name(observed.milvus, options_)};
  }

  /// What the post-renderer takes for the same result.
  std::vector<std::string> lasting_arguments() const {
    std::vector<std::string> arguments = session_.option_arguments();
    if (import_) arguments.push_back("--certificate-arn=" + options_.certificate_arn);
    return arguments;
  }

  int refuse() const {
    for (const Finding& finding : plan_.findings) cli::print_finding(std::cerr, finding);
    std::cerr << "nothing was changed\n";
    return 1;
  }

  live::Enable::Proof proof() {
    return [this](live::Entry entry, std::chrono::steady_clock::time_point deadline) {
      if (import_ && entry.trusted.empty()) entry.trusted = import_->trusted();
      return settings_.verify ? prove(entry, options_, deadline, reporter_) : "";
    };
  }

  Settings settings_;
  Session session_;
  Reporter reporter_;
  Options options_;
  std::optional<AcmImport> import_;
  Plan plan_;
};

}  // namespace

int enable(Arguments arguments) { return EnableVerb(arguments).run(); }

}  // namespace l7::plugin
