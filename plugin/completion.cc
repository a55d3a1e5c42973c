#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

#include "cli/help.h"
#include "command.h"
#include "complete.h"
#include "completion_scripts.h"
#include "model/error.h"
#include "model/suggest.h"

namespace l7::plugin {
namespace {

struct Shell {
  std::string_view name;
  const char* const& script;
};

constexpr std::array<Shell, 4> shells = {
    {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}, {"powershell", powershell_script}}};

constexpr std::string_view usage =
    "Prints a script by which a shell completes commands: verbs, flags, their values, and names that are in the\n"
    "kubeconfig or, where the API server says so within 200 ms, in the cluster. A credential plugin is run as by\n"
    "kubectl's own completion, without a terminal; one with interactiveMode: Always is not.\n\n"
    "Whatever else is typed after kubectl is left to kubectl's own completion, which has to be loaded before.\n\n"
    "  bash        in ~/.bashrc:         eval \"$(kubectl milvus-l7 completion bash)\"\n"
    "  zsh         in ~/.zshrc:          source <(kubectl milvus-l7 completion zsh)\n"
    "  fish        once:                 kubectl milvus-l7 completion fish > ~/.config/fish/conf.d/milvus-l7.fish\n"
    "  powershell  in $PROFILE:          kubectl milvus-l7 completion powershell | Out-String | Invoke-Expression\n\n"
    "None of them is needed where kubectl (1.26 and later) completes its own commands and finds the program\n"
    "kubectl_complete-milvus_l7 on PATH. It comes with this one.\n";

std::vector<cli::Candidate> shell_names() {
  std::vector<cli::Candidate> names;
  names.reserve(shells.size());
  for (const Shell& shell : shells) names.push_back({std::string(shell.name), ""});
  return names;
}

const Shell& shell_called(std::string_view name) {
  const auto* found =
      std::find_if(shells.begin(), shells.end(), [&](const Shell& shell) { return shell.name == name; });
  if (found != shells.end()) return *found;
  std::array<std::string_view, shells.size()> names;
  std::transform(shells.begin(), shells.end(), names.begin(), [](const Shell& shell) { return shell.name; });
  const std::string_view meant = nearest(name, names);
  throw UsageError("there is no completion for '" + std::string(name) + "'" + did_you_mean(meant), "",
                   "say bash, zsh, fish or powershell");
}

}  // namespace

int completion(Arguments arguments) {
  if (cli::asks_for_completion(arguments)) {
    bool help = false;
    const cli::Flag flags[] = {{"help", "", "", "print how to install it", &help, nullptr, 'h'}};
    print_completion(flags, shell_names, arguments.subspan(1), [](auto&&...) { return shell_names(); });
    return 0;
  }
  const PlainLine line = read_plain(arguments);
  if (line.help) {
    std::cout << cli::help_text({"kubectl milvus-l7 completion", "bash|zsh|fish|powershell", usage});
    return 0;
  }
  if (line.names.empty())
    throw UsageError("for which shell?", "", "say bash, zsh, fish or powershell; --help tells more");
  if (line.names.size() > 1) throw UsageError("unexpected argument '" + line.names[1] + "'", "", "name one shell");
  std::cout << shell_called(line.names.front()).script;
  return 0;
}

}  // namespace l7::plugin
