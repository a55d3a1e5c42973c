// Pages in the man(7) language: one with what all commands share, one per command, one for the post-renderer.

#include "man.h"

#include <algorithm>
#include <span>

#include "cli/flags.h"
#include "cli/help.h"
#include "command.h"
#include "exit_codes.h"
#include "tables.h"

namespace l7::docs {
namespace {

constexpr std::string_view main_page = "kubectl-milvus_l7";

/// A text whose characters all print as they are. A minus is one that can be copied.
std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '`') continue;  // Markdown's sign of code
    if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) result += "\\&";
    if (c == '-') result += '\\';
    result += c;
    if (c == '\\') result += 'e';
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }

std::string heading(std::string_view title) { return ".SH " + std::string(title) + '\n'; }

std::string reference(const std::string& page) { return ".BR " + roff(page) + " (1)"; }

std::string begin(std::string_view page, std::string_view summary, std::string_view synopsis) {
  std::string title(page);
  std::transform(title.begin(), title.end(), title.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return ".\\\" Written by docs/generator: cmake \\-\\-build \\-\\-preset release \\-\\-target docs\n"
         ".TH " +
         roff(title) + " 1 \"\" milvus\\-l7 \"milvus\\-l7 manual\"\n" + heading("NAME") + roff(page) + " \\- " +
         roff(summary) + '\n' + heading("SYNOPSIS") + bold(synopsis) + '\n';
}

std::string described(const std::string& text) {
  std::string page = heading("DESCRIPTION");
  bool first = true;
  for (const Paragraph& paragraph : paragraphs(text)) {
    if (!first) page += ".PP\n";
    first = false;
    page += paragraph.verbatim ? ".nf\n" + roff(paragraph.text) + "\n.fi\n" : roff(paragraph.text) + '\n';
  }
  return page;
}

std::string item(const std::string& tag, std::string_view text) { return ".TP\n" + tag + '\n' + roff(text) + '\n'; }

std::string flag_item(const cli::Flag& flag, bool shared) {
  std::string tag = flag.letter ? bold(std::string{'-', flag.letter}) + ", " : "";
  tag += bold(cli::usage_of(flag));
  const std::string text = std::string(flag.help) + (shared ? " (" + cli::variable_of(flag.name) + ")" : "");
  return item(tag, text);
}

/// With a sub-heading for each group.
std::string flag_items(std::span<const cli::Flag> flags, bool shared) {
  std::string text;
  std::string_view group;
  for (const cli::Flag& flag : flags) {
    if (flag.group != group) text += ".SS " + roff(flag.group) + '\n';
    group = flag.group;
    text += flag_item(flag, shared);
  }
  return text;
}

/// Of a list in which a group's flags may stand apart.
std::vector<cli::Flag> by_group(std::vector<cli::Flag> flags) {
  std::vector<std::string_view> groups;
  for (const cli::Flag& flag : flags) {
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) groups.push_back(flag.group);
  }
  const auto place = [&](const cli::Flag& flag) { return std::find(groups.begin(), groups.end(), flag.group); };
  std::stable_sort(flags.begin(), flags.end(),
                   [&](const cli::Flag& a, const cli::Flag& b) { return place(a) < place(b); });
  return flags;
}

std::string exit_status(const Command& command) {
  std::string text = heading("EXIT STATUS");
  for (const ExitCode& code : exit_codes(command)) text += item(bold(std::to_string(code.code)), code.about);
  return text;
}

std::string page_of(const Command& command) {
  std::string page = command.verb().empty() ? command.name : std::string(main_page) + '-' + command.verb();
  std::replace(page.begin(), page.end(), ' ', '-');
  return page;
}

std::string verb_page(const Command& command, const CommonFlags& common) {
  const std::vector<cli::Flag> own = by_group(own_flags(command, common));
  std::string text = begin(page_of(command), command.summary, command.name + ' ' + command.arguments);
  text += described(command.text);
  const bool has_common = own.size() != command.flags.size();
  if (!own.empty() || has_common) text += heading("OPTIONS");
  if (has_common) {
    text += "The options that all commands share are in\n" + reference(std::string(main_page)) + ".\n";
  }
  return text + flag_items(own, false) + exit_status(command) + heading("SEE ALSO") +
         reference(std::string(main_page)) + '\n';
}

std::string plugin_page(const std::vector<Command>& commands, const CommonFlags& common) {
  std::string text = begin(main_page, "put Milvus on GKE or EKS behind the cloud's layer 7 load balancer",
                           "kubectl milvus-l7 COMMAND [NAME] [flags]");
  text += described(
      "Acts on a running release of Milvus through the current kubeconfig. NAME is the Helm release or the Service; "
      "with one Milvus in the namespace it is not needed.\n\n"
      "enable shows what it would change and why, applies it phase by phase, waits until the balancer reaches Milvus, "
      "and only then closes the old entry. disable gives back what enable found.\n");
  text += heading("COMMANDS");
  for (const Command& command : commands) {
    text += item(bold(command.verb()) + "  (" + roff(page_of(command)) + ")", command.summary);
  }
  text +=
      heading("OPTIONS") +
      "These are of all commands that talk to a cluster. Those with a variable behind them may also be given in the "
      "environment, and in the file of " +
      bold("--config") + ".\n";
  text += flag_items(by_group(common.shared), true) + flag_items(by_group(common.others), false);
  text += heading("FILES") + "The file that " + bold("--config") +
          " names is YAML. Its keys are the options without dashes; an argument wins over the environment, and that "
          "over the file.\n.PP\n.nf\ncloud: aws\nhost: [milvus.example.com, vectors.example.com]\nannotate:\n"
          "  alb.ingress.kubernetes.io/tags: team=search\n.fi\n";
  text += heading("ENVIRONMENT");
  for (const Variable& variable : variables()) text += item(bold(variable.name), variable.about);
  text += heading("SEE ALSO");
  for (const Command& command : commands) text += reference(page_of(command)) + " ,\n";
  return text + reference("milvus-l7-postrender") + '\n';
}

std::string program_page(const Command& command) {
  const std::span<const cli::Flag> flags = command.flags;
  std::string text = begin(command.name, command.summary, command.name + ' ' + command.arguments);
  text += described(command.text) + heading("OPTIONS");
  text += flag_items(flags.first(command.shared), true) + flag_items(flags.subspan(command.shared), false);
  text += exit_status(command) + heading("ENVIRONMENT");
  for (const Paragraph& paragraph : paragraphs(command.end)) text += roff(paragraph.text) + '\n';
  return text + heading("SEE ALSO") + reference(std::string(main_page)) + '\n';
}

}  // namespace

std::map<std::string, std::string> man_pages() {
  const std::vector<Command> commands = verbs();
  const CommonFlags common = common_flags(commands);
  std::map<std::string, std::string> pages;
  const auto add = [&](const std::string& page, std::string text) { pages[page + ".1"] = std::move(text); };
  for (const Command& command : commands) add(page_of(command), verb_page(command, common));
  add(std::string(main_page), plugin_page(commands, common));
  const Command program = post_renderer();
  add(program.name, program_page(program));
  return pages;
}

}  // namespace l7::docs
