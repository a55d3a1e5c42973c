#include "post_render.h"

#include <algorithm>
#include <iostream>
#include <new>
#include <sstream>
#include <utility>

#include "cli/colour.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/print_plan.h"
#include "cli/redact.h"
#include "cli/report.h"
#include "cli/write_file.h"
#include "cloud/cloud.h"
#include "manifest/observe.h"
#include "manifest/rewrite.h"
#include "manifest/unrecognised.h"
#include "model/text.h"
#include "model/version.h"
#include "platform/descriptor.h"
#include "platform/standard_streams.h"
#include "request.h"

namespace l7 {
namespace {

constexpr std::string_view usage =
    "Puts the Milvus in a stream of manifests behind the cloud's layer 7 load balancer; all else keeps its bytes.\n\n"
    "Helm 3: helm upgrade --install demo milvus/milvus --post-renderer /path/to/milvus-l7-postrender \\\n"
    "          --post-renderer-args=--cloud=gcp\n"
    "Helm 4: helm upgrade --install demo milvus/milvus --post-renderer milvus-l7 \\\n"
    "          --post-renderer-args=--cloud=gcp\n";

constexpr std::string_view where_flags_may_stand =
    "The flags above Output may also be set in the environment (--tls-secret as MILVUS_L7_TLS_SECRET) or in the file\n"
    "that --config names (tls-secret: NAME). An argument wins over the environment, and that over the file.\n";

std::string help_text(std::string_view program, const cli::HelpRequest& help) {
  const auto name = [](const Cloud* cloud) { return cloud->name(); };
  const std::string form = "--cloud " + joined(clouds(), "|", name) + " [flags] < manifests > manifests";
  return cli::help_text({program, form, usage, help.flags, help.shared, where_flags_may_stand});
}

/// What is in a stream, no cluster tells.
std::string completion_text(const cli::CompletionRequest& request) {
  const auto nothing = [](cli::Source, const cli::Line&) { return std::vector<cli::Candidate>(); };
  return cli::to_text(cli::completion(request.flags, cli::Source::nowhere, request.words, nothing));
}

int answer(std::string_view program, const cli::Instead& instead) {
  const auto* help = std::get_if<cli::HelpRequest>(&instead);
  manifest::write_all(platform::standard_output,
                      help ? help_text(program, *help) : completion_text(std::get<cli::CompletionRequest>(instead)));
  return 0;
}

template <typename Item>
void add(const std::vector<Item>& items, std::vector<Item>& to) {
  to.insert(to.end(), items.begin(), items.end());
}

/// One run, and the report about it.
class PostRenderer {
 public:
  explicit PostRenderer(std::string_view program) : program_(program) {}

  int run(std::span<const char* const> arguments) {
    try {
      return handle(parse_post_render(arguments));
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
  int handle(PostRenderCommand command) {
    if (const auto* wrong = std::get_if<WrongUsage>(&command)) {
      report_.cloud = wrong->cloud;
      report_file_ = wrong->report_file;
      throw wrong->error;
    }
    if (const auto* instead = std::get_if<cli::Instead>(&command)) return answer(program_, *instead);
    if (std::holds_alternative<VersionRequest>(command)) {
      manifest::write_all(platform::standard_output, std::string(program_) + ' ' + std::string(version) + '\n');
      return 0;
    }
    request_ = std::get<PostRenderRequest>(std::move(command));
    report_.cloud = request_.wishes.cloud;
    report_file_ = request_.report_file;
    return rewrite_stream();
  }

  int rewrite_stream() {
    const Cloud& cloud = cloud_for(request_.wishes);
    manifest::Stream stream;
    stream.read(platform::standard_input);
    std::vector<manifest::StreamObservation> observations =
        manifest::observe(stream, request_.targets, request_.wishes);
    if (!observations.empty()) return rewrite(cloud, stream, std::move(observations));
    report_.findings = manifest::unrecognised(stream);
    return is_forbidden() ? refuse() : pass_on(stream);
  }

  int rewrite(const Cloud& cloud, const manifest::Stream& stream,
              std::vector<manifest::StreamObservation> observations) {
    std::vector<manifest::StreamPlan> plans;
    Plan whole;
    for (manifest::StreamObservation& observation : observations) {
      report_.milvus.push_back(observation.observed.milvus);
      Plan plan = cloud.plan(observation.observed, request_.wishes);
      add(plan.findings, whole.findings);
      add(observation.findings, whole.findings);
      add(plan.changes, whole.changes);
      plans.push_back({std::move(observation), std::move(plan)});
    }
    report_.findings = whole.findings;
    if (whole.refused() || is_forbidden()) return refuse();

    const manifest::Rewritten rewritten(stream, plans);
    report_.result = whole.changes.empty() ? cli::Result::unchanged : cli::Result::changed;
    report_.changes = whole.changes;
    // Before the stream, because a report that cannot be written is an error, and an error leaves stdout empty.
    save_report();
    if (request_.diff) {
      show(whole);
    } else {
      rewritten.write(platform::standard_output);
      print_findings();
    }
    return 0;
  }

  int pass_on(const manifest::Stream& stream) {
    if (request_.require_milvus) {
      print_findings();
      throw Error("there is no Milvus in the stream", "standard input",
                  "render the whole chart of Milvus, or leave --require-milvus out");
    }
    report_.result = cli::Result::no_milvus;
    save_report();
    if (request_.diff) {
      show(Plan());
    } else {
      stream.spool().send(platform::standard_output, 0, stream.spool().size());
    }
    print_findings();
    if (!request_.quiet) {
      std::cerr << (report_.findings.empty() ? "note: there is no Milvus" : "note: no Milvus was recognised")
                << " in the stream; nothing is changed\n";
    }
    return 0;
  }

  void show(const Plan& plan) const {
    std::ostringstream text;
    cli::print_plan(text, plan, cli::wants_colour(request_.color, platform::standard_output));
    manifest::write_all(platform::standard_output, text.str());
  }

  /// Errors are never kept quiet.
  void print_findings() const {
    for (const Finding& finding : report_.findings) {
      if (!request_.quiet || finding.kind->severity == Severity::error) cli::print_finding(std::cerr, finding);
    }
  }

  bool counts(const Finding& finding) const {
    const Severity severity = finding.kind->severity;
    return severity == Severity::error || (severity == Severity::warning && request_.fail_on == "warning");
  }

  /// Whether --fail-on makes an error of a finding.
  bool is_forbidden() const {
    return std::any_of(report_.findings.begin(), report_.findings.end(),
                       [this](const Finding& finding) { return counts(finding); });
  }

  int refuse() {
    print_findings();
    for (const Finding& finding : report_.findings) {
      if (!counts(finding) || report_.error) continue;
      report_.error = Error(std::string(finding.kind->title) + ": " + cli::redacted(finding).seen, finding.where,
                            std::string(finding.fix()));
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

  /// Writes the report, if one was asked for. One that could not be written is not tried again. Throws Error.
  void save_report() {
    if (report_file_.empty()) return;
    const std::string file = std::exchange(report_file_, "");
    try {
      cli::write_file(file, cli::to_json(report_));
    } catch (const Error& error) {
      throw Error(std::string("there is no report: ") + error.what(), error.where, error.fix);
    }
    report_file_ = file;
  }

  std::string_view program_;
  PostRenderRequest request_;
  cli::Report report_;
  std::string report_file_;
};

}  // namespace

int post_render(std::string_view program, std::span<const char* const> arguments) {
  platform::widen_standard_pipes();
  return PostRenderer(program).run(arguments);
}

}  // namespace l7
