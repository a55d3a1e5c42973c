#include "post_render.h"

#include <iostream>
#include <new>
#include <sstream>

#include "cli/colour.h"
#include "cli/completion.h"
#include "cli/flags.h"
#include "cli/help.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/present.h"
#include "cli/report.h"
#include "cli/write_file.h"
#include "cloud/cloud.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "model/version.h"
#include "platform/descriptor.h"
#include "platform/standard_streams.h"

namespace l7 {
namespace {

constexpr std::string_view output_flags = "Output";
constexpr cli::Rule file_name = {cli::is_plain_text, "a file name", "name the file that is to be written"};

/// What the post-renderer alone is told, beside the options.
struct Settings {
  std::string report_file;
  bool require_milvus = false;
  bool quiet = false;
  bool diff = false;
  std::string color = "auto";
  bool version = false;
  bool help = false;
};

std::vector<cli::Flag> own_flags(Settings& settings) {
  return {
      {"report-file", "FILE", output_flags, "write changes, findings and failures to FILE as JSON",
       &settings.report_file, &file_name},
      {"require-milvus", "", output_flags, "fail when there is no Milvus, instead of passing the stream on",
       &settings.require_milvus},
      {"quiet", "", output_flags, "no warnings and notes on stderr", &settings.quiet},
      {"diff", "", output_flags, "print what would change and why, and not the manifests", &settings.diff},
      {"color", "WHEN", output_flags, "colour --diff: auto, always or never", &settings.color, &cli::colour_choice, 0,
       cli::colour_choices},
      {"version", "", output_flags, "print the version", &settings.version},
      {"help", "", output_flags, "print this", &settings.help, nullptr, 'h'},
  };
}

constexpr std::string_view usage =
    "Puts the Milvus in a stream of manifests behind the cloud's layer 7 load balancer; all else keeps its bytes.\n\n"
    "Helm 3: helm upgrade --install demo milvus/milvus --post-renderer /path/to/milvus-l7-postrender \\\n"
    "          --post-renderer-args=--cloud=gcp\n"
    "Helm 4: helm upgrade --install demo milvus/milvus --post-renderer milvus-l7 \\\n"
    "          --post-renderer-args=--cloud=gcp\n";

constexpr std::string_view where_flags_may_stand =
    "The flags above Output may also be set in the environment (--tls-secret as MILVUS_L7_TLS_SECRET) or in the file\n"
    "that --config names (tls-secret: NAME). An argument wins over the environment, and that over the file.\n";

class PostRenderer {
 public:
  PostRenderer(std::string_view program, std::span<const char* const> arguments)
      : program_(program), arguments_(arguments), flags_(cli::shared_flags(options_), own_flags(settings_)) {}

  int run() {
    try {
      return try_to();
    } catch (const UsageError& error) {
      return fail(error, 2);
    } catch (const Error& error) {
      return fail(error, 1);
    } catch (const std::bad_alloc&) {
      return fail(Error("out of memory", "", ""), 1);
    } catch (const std::exception& error) {
      return fail(Error(error.what(), "", "this is a defect; report it with the manifests that show it"), 1);
    }
  }

 private:
  int try_to() {
    if (cli::asks_for_completion(arguments_)) return complete();
    flags_.parse(arguments_);
    cli::complete(flags_, options_);
    if (settings_.help || settings_.version) {
      manifest::write_all(platform::standard_output,
                          settings_.help ? help() : program_ + ' ' + std::string(version) + '\n');
      return 0;
    }
    const Cloud& cloud = cloud_for(options_);
    manifest::Stream stream;
    stream.read(platform::standard_input);
    const std::optional<manifest::Sight> sight = manifest::observe(stream, options_);
    return sight ? rewrite(cloud, stream, *sight) : pass_on(stream);
  }

  std::string help() const {
    return cli::help_text({program_, "--cloud gcp|aws [flags] < manifests > manifests", usage, flags_.flags(),
                           flags_.shared().size(), where_flags_may_stand});
  }

  /// What is in a stream, no cluster tells.
  int complete() const {
    const auto nothing = [](cli::Source, const cli::Line&) { return std::vector<cli::Candidate>(); };
    const cli::Completion completion =
        cli::completion(flags_.flags(), cli::Source::nowhere, arguments_.subspan(1), nothing);
    manifest::write_all(platform::standard_output, cli::to_text(completion));
    return 0;
  }

  int rewrite(const Cloud& cloud, const manifest::Stream& stream, const manifest::Sight& sight) {
    report_.milvus = sight.observed.milvus;
    Plan plan = cloud.plan(sight.observed, options_);
    plan.findings.insert(plan.findings.end(), sight.findings.begin(), sight.findings.end());
    report_.findings = plan.findings;
    if (plan.refused()) return refuse();

    const manifest::Rewritten rewritten(stream, sight, plan);
    report_.result = plan.changes.empty() ? cli::Result::unchanged : cli::Result::changed;
    report_.changes = plan.changes;
    // Before the stream, because a report that cannot be written is an error, and an error leaves stdout empty.
    save_report();
    if (settings_.diff) {
      show(plan);
    } else {
      rewritten.write(platform::standard_output);
      print_findings();
    }
    return 0;
  }

  int pass_on(const manifest::Stream& stream) {
    if (settings_.require_milvus) {
      throw Error("there is no Milvus in the stream", "standard input",
                  "render the whole chart of Milvus, or leave --require-milvus out");
    }
    report_.result = cli::Result::no_milvus;
    save_report();
    if (settings_.diff) {
      show(Plan());
    } else {
      stream.spool().send(platform::standard_output, 0, stream.spool().size());
    }
    if (!settings_.quiet) std::cerr << "note: there is no Milvus in the stream; nothing is changed\n";
    return 0;
  }

  void show(const Plan& plan) const {
    std::ostringstream text;
    cli::present(text, plan, cli::wants_colour(settings_.color, platform::standard_output));
    manifest::write_all(platform::standard_output, text.str());
  }

  /// Errors are never kept quiet.
  void print_findings() const {
    for (const Finding& finding : report_.findings) {
      if (!settings_.quiet || finding.kind->severity == Severity::error) cli::print_finding(std::cerr, finding);
    }
  }

  int refuse() {
    print_findings();
    for (const Finding& finding : report_.findings) {
      if (finding.kind->severity != Severity::error || report_.error) continue;
      report_.error =
          Error(std::string(finding.kind->title) + ": " + finding.seen, finding.where, std::string(finding.kind->fix));
    }
    save_report();
    return 1;
  }

  int fail(const Error& error, int code) {
    cli::print_error(std::cerr, error);
    report_.result = cli::Result::error;
    report_.changes.clear();
    report_.error = error;
    try {
      save_report();
    } catch (const Error& second) {
      cli::print_error(std::cerr, second);
    }
    return code;
  }

  void save_report() {
    // As it was given: also a command line that is wrong elsewhere gets its report.
    const std::vector<std::string> files = cli::values_of(cli::read_words(flags_.flags(), arguments_), "report-file");
    if (files.empty() || files.front().empty() || report_failed_) return;
    const std::string& file = files.front();
    report_.cloud = options_.cloud;
    try {
      cli::write_file(file, cli::to_json(report_));
    } catch (const Error& error) {
      report_failed_ = true;
      throw Error(std::string("there is no report: ") + error.what(), error.where, error.fix);
    }
  }

  std::string program_;
  std::span<const char* const> arguments_;
  Options options_;
  Settings settings_;
  cli::FlagSet flags_;
  cli::Report report_;
  bool report_failed_ = false;
};

}  // namespace

int post_render(std::string_view program, std::span<const char* const> arguments) {
  platform::widen_standard_pipes();
  return PostRenderer(program, arguments).run();
}

}  // namespace l7
