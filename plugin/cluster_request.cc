#include "cluster_request.h"

#include <iostream>
#include <utility>

#include "cli/colour.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/options.h"
#include "complete.h"
#include "live_names.h"
#include "model/error.h"

namespace l7::plugin {
namespace {

constexpr std::string_view output_group = "Output";

std::vector<cli::Flag> joined(std::vector<cli::Flag> first, const std::vector<cli::Flag>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<std::string> for_the_post_renderer(std::vector<std::string> arguments) {
  std::erase_if(arguments, [](const std::string& argument) {
    return argument.starts_with("--cloud=") || argument.starts_with("--release=");
  });
  return arguments;
}

}  // namespace

ClusterFlags::ClusterFlags(ClusterRequest& request, std::vector<cli::Flag> own)
    : request_(request),
      flags_(cli::shared_flags(request.target, request.wishes),
             joined(joined(std::move(own),
                           {{"color", "WHEN", output_group, "colour: auto, always or never", &request.color,
                             &cli::colour_choice, 0, cli::colour_choices},
                            {"v", "N", output_group, "log requests: 6 their lines, 8 and 9 also headers and bodies",
                             &verbosity_, nullptr, 'v'},
                            {"help", "", output_group, "print this", &help_, nullptr, 'h'}}),
                    connection_flags(connection_))) {}

std::optional<cli::Instead> ClusterFlags::read(Arguments arguments) {
  if (cli::asks_for_completion(arguments)) {
    return cli::CompletionRequest{cli::without_targets(flags_.flags()), arguments.subspan(1)};
  }
  std::string name;
  flags_.parse(arguments, &name);
  cli::complete(flags_, request_.wishes);
  take_name(name);
  if (help_) return cli::HelpRequest{cli::without_targets(flags_.flags()), flags_.shared().size()};
  request_.connection = connection_.given();
  request_.verbosity = verbosity_.value_or(0);
  request_.option_arguments = for_the_post_renderer(flags_.as_arguments());
  return std::nullopt;
}

void ClusterFlags::take_name(const std::string& name) {
  if (name.empty()) return;
  std::string& release = request_.target.release;
  if (!release.empty() && release != name) {
    throw UsageError("NAME and --release name two different ones", name, "give one of them");
  }
  release = name;
}

int answer(const Usage& usage, const cli::Instead& instead) {
  if (const auto* completion = std::get_if<cli::CompletionRequest>(&instead)) {
    print_completion(completion->flags, cli::Source::releases, completion->words, names_by_connection());
    return 0;
  }
  const cli::HelpRequest& help = std::get<cli::HelpRequest>(instead);
  const std::string command = "kubectl milvus-l7 " + std::string(usage.verb);
  const std::string takes = std::string(usage.arguments) + " [flags]";
  std::cout << cli::help_text({command, takes, usage.text, help.flags, help.shared});
  return 0;
}

}  // namespace l7::plugin
