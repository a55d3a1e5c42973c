#include "request.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "cli/colour.h"
#include "cli/completion.h"
#include "cli/flags.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/words.h"

namespace l7 {
namespace {

constexpr std::string_view group = "Output";
constexpr cli::Rule file_name = {cli::is_plain_text, "a file name", "name the file that is to be written"};

constexpr std::string_view severity_names[] = {"error", "warning"};
bool is_severity(std::string_view text) {
  return std::find(std::begin(severity_names), std::end(severity_names), text) != std::end(severity_names);
}
constexpr cli::Rule severity = {is_severity, "a severity", "say error or warning"};
std::vector<cli::Candidate> severities() { return cli::candidates(severity_names); }

std::vector<cli::Flag> own_flags(PostRenderRequest& request, bool& version, bool& help) {
  return {
      {"report-file", "FILE", group, "write changes, findings and failures to FILE as JSON", &request.report_file,
       &file_name},
      {"require-milvus", "", group, "fail when there is no Milvus, instead of passing the stream on",
       &request.require_milvus},
      {"fail-on", "SEVERITY", group, "write nothing and fail for an error, or for a warning too", &request.fail_on,
       &severity, 0, severities},
      {"quiet", "", group, "no warnings and notes on stderr", &request.quiet},
      {"diff", "", group, "print what would change and why, and not the manifests", &request.diff},
      {"color", "WHEN", group, "colour --diff: auto, always or never", &request.color, &cli::colour_choice, 0,
       cli::colour_choices},
      {"version", "", group, "print the version", &version},
      {"help", "", group, "print this", &help, nullptr, 'h'},
  };
}

std::vector<Target> targets_of(const std::vector<std::string>& releases) {
  std::vector<Target> targets;
  for (const std::string& release : releases) {
    const std::size_t slash = release.find('/');
    const bool anywhere = slash == std::string::npos;
    targets.push_back({anywhere ? "" : release.substr(0, slash), anywhere ? release : release.substr(slash + 1)});
  }
  return targets;
}

/// What names one thing cannot be for several.
void check_for_each(const std::vector<std::string>& releases, const Wishes& wishes) {
  if (releases.size() < 2) return;
  const char* flag = !wishes.hosts.empty() ? "--host" : !wishes.ingress_name.empty() ? "--ingress-name" : nullptr;
  if (!flag) return;
  throw UsageError(std::string(flag) + " is for one release, and " + std::to_string(releases.size()) + " are named",
                   flag, "run the post-renderer once for each release, one behind the other");
}

/// As it was given: also a command line that is wrong elsewhere gets its report.
std::string report_file_in(std::span<const cli::Flag> flags, std::span<const char* const> arguments) {
  const std::vector<std::string> files = cli::values_of(cli::read_words(flags, arguments), "report-file");
  return files.empty() ? "" : files.front();
}

}  // namespace

PostRenderCommand parse_post_render(std::span<const char* const> arguments) {
  PostRenderRequest request;
  bool version = false;
  bool help = false;
  std::vector<std::string> releases;
  cli::FlagSet flags(cli::shared_flags(releases, request.wishes), own_flags(request, version, help));
  if (cli::asks_for_completion(arguments)) {
    return cli::CompletionRequest{cli::without_targets(flags.flags()), arguments.subspan(1)};
  }
  try {
    flags.parse(arguments);
    cli::complete(flags, request.wishes);
    check_for_each(releases, request.wishes);
  } catch (const UsageError& error) {
    return WrongUsage{error, request.wishes.cloud, report_file_in(flags.flags(), arguments)};
  }
  if (help) return cli::HelpRequest{cli::without_targets(flags.flags()), flags.shared().size()};
  if (version) return VersionRequest();
  request.targets = targets_of(releases);
  return request;
}

}  // namespace l7
