#include "session.h"

#include <iostream>

#include "cli/colour.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/printable.h"
#include "complete.h"
#include "interrupt.h"
#include "live_names.h"
#include "model/error.h"

namespace l7::plugin {
namespace {

constexpr std::string_view output_group = "Output";

/// On GKE the annotation is the only thing that counts, so the API server's complaint about it helps nobody.
bool is_expected(const std::string& warning) {
  return warning.find("kubernetes.io/ingress.class") != std::string::npos &&
         warning.find("deprecated") != std::string::npos;
}

void print_warning(const std::string& text) {
  if (!is_expected(text)) std::cerr << "Warning: " << cli::printable(text) << '\n';
}

template <typename T>
std::vector<T> joined(std::vector<T> first, std::vector<T> second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Session::Session(const Usage& usage, std::vector<cli::Flag> own, Arguments arguments)
    : flags_(cli::shared_flags(options_),
             joined(joined(std::move(own),
                           {{"color", "WHEN", output_group, "colour: auto, always or never", &color_,
                             &cli::colour_choice, 0, cli::colour_choices},
                            {"v", "N", output_group, "log requests: 6 their lines, 8 and 9 also headers and bodies",
                             &verbosity_, nullptr, 'v'},
                            {"help", "", output_group, "print this", &help_, nullptr, 'h'}}),
                    connection_flags(connection_))) {
  if (cli::asks_for_completion(arguments)) {
    help_ = true;
    print_completion(flags_.flags(), cli::Source::releases, arguments.subspan(1), names_by_connection());
    return;
  }
  flags_.parse(arguments, &name_);
  cli::complete(flags_, options_);
  if (!name_.empty()) {
    if (!options_.release.empty() && options_.release != name_) {
      throw UsageError("NAME and --release name two different ones", name_, "give one of them");
    }
    options_.release = name_;
  }
  if (!help_) return;
  const std::string command = "kubectl milvus-l7 " + std::string(usage.verb);
  const std::string takes = std::string(usage.arguments) + " [flags]";
  std::cout << cli::help_text({command, takes, usage.text, flags_.flags(), flags_.shared().size()});
}

std::vector<std::string> Session::option_arguments() const {
  std::vector<std::string> all = flags_.as_arguments();
  std::erase_if(all, [](const std::string& argument) {
    return argument.starts_with("--cloud=") || argument.starts_with("--release=");
  });
  return all;
}

kube::Client::LogSink Session::log() const {
  return [verbosity = verbosity_.value_or(0)](int level, const std::string& line) {
    if (level <= verbosity) std::cerr << cli::printable(line) << '\n';
  };
}

kube::Client& Session::client() {
  if (!client_) {
    client_ = std::make_unique<kube::Client>(kube::resolve(connection_.given()), print_warning, log(), interrupted);
  }
  return *client_;
}

}  // namespace l7::plugin
