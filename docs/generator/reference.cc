#include <algorithm>
#include <iterator>
#include <variant>

#include "cli/flags.h"
#include "cli/help.h"
#include "command.h"
#include "exit_codes.h"
#include "markdown.h"
#include "tables.h"

namespace l7::docs {
namespace {

constexpr std::string_view intro =
    "# Reference\n\n"
    "Every command, flag, variable, file key, exit code, annotation and label. The same stands in `--help` and in the "
    "man pages (`man kubectl-milvus_l7`). What a finding means: [troubleshooting.md](troubleshooting.md).\n";

constexpr std::string_view options_intro =
    "\n## Options of both programs\n\n"
    "Each is a flag, a variable and a key of the YAML file that `--config` (or `MILVUS_L7_CONFIG`) names: the flag "
    "without dashes. An argument wins over the environment, and that over the file. An empty variable counts as "
    "unset.\n";

constexpr std::string_view file_intro =
    "\n### The file of --config\n\n"
    "A list takes the place of a flag that is repeated, and a map that of `--annotate`:\n\n"
    "```yaml\n"
    "cloud: aws\n"
    "host: [milvus.example.com, vectors.example.com]\n"
    "request-timeout-sec: 900\n"
    "annotate:\n"
    "  alb.ingress.kubernetes.io/tags: team=search\n"
    "```\n\n"
    "A key that is no option is an error. In a variable a list has commas, and `MILVUS_L7_ANNOTATE` one `KEY=VALUE` "
    "per "
    "line.\n";

std::string row(std::initializer_list<std::string> cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + '\n';
}

std::string flag_code(const cli::Flag& flag) {
  return (flag.letter ? code(std::string{'-', flag.letter}) + ", " : "") + code(cli::usage_of(flag));
}

/// Group by group, in the order in which they first appear.
template <typename Row>
std::string tables(const std::vector<cli::Flag>& flags, const std::string& head, Row&& row_of) {
  std::vector<std::string_view> groups;
  for (const cli::Flag& flag : flags) {
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) groups.push_back(flag.group);
  }
  std::string text;
  for (const std::string_view group : groups) {
    text.append("\n").append(group).append(":\n\n").append(head);
    for (const cli::Flag& flag : flags) {
      if (flag.group == group) text += row_of(flag);
    }
  }
  return text;
}

std::string shared_tables(const std::vector<cli::Flag>& flags) {
  return tables(flags, "| flag | variable | meaning |\n|---|---|---|\n", [](const cli::Flag& flag) {
    return row({flag_code(flag), code(cli::variable_of(flag.name)), escaped(flag.help)});
  });
}

std::string own_tables(const std::vector<cli::Flag>& flags) {
  return tables(flags, "| flag | meaning |\n|---|---|\n", [](const cli::Flag& flag) {
    return row({flag_code(flag), escaped(flag.help)});
  });
}

std::string text_of(const Command& command) {
  std::string text;
  for (const Paragraph& paragraph : paragraphs(command.text)) {
    text += '\n' + (paragraph.verbatim ? "```text\n" + paragraph.text + "\n```" : escaped(paragraph.text)) + '\n';
  }
  return text;
}

std::string heading_of(const Command& command) { return command.verb().empty() ? command.name : command.verb(); }

std::string section(const Command& command, const CommonFlags& common) {
  std::string text = "\n### " + heading_of(command) + "\n\n```text\n" + command.name +
                     (command.arguments.empty() ? "" : " " + command.arguments) + "\n```\n" + text_of(command);
  text += own_tables(own_flags(command, common));
  return text + "\nExit codes: " + exit_codes_in_words(command) + ".\n";
}

std::string list_of(const std::vector<Command>& commands) {
  std::string text = "\n## Commands\n\n| command | what it does |\n|---|---|\n";
  for (const Command& command : commands) {
    text += row({"[" + command.name + "](#" + anchor(heading_of(command)) + ")", escaped(command.summary)});
  }
  return text +
         "\nNAME is the Helm release or the Service. With one Milvus in the namespace it is not needed; with several, "
         "an error lists them.\n";
}

std::string environment() {
  std::string text = "\n## Environment\n\nBeside the variables of the options:\n\n| variable | meaning |\n|---|---|\n";
  for (const Variable& variable : variables()) text += row({code(variable.name), escaped(variable.about)});
  return text;
}

std::string marks() {
  std::string text = "\n## Annotations and labels\n";
  for (const Marks& group : all_marks()) {
    text.append("\n### ").append(group.title).append("\n\n| key | where | | meaning |\n|---|---|---|---|\n");
    for (const Mark& mark : group.marks) {
      text += row({code(mark.key), escaped(mark.object), mark.written ? "written" : "read", escaped(mark.about)});
    }
  }
  return text;
}

}  // namespace

std::string reference_page() {
  std::vector<Command> commands = verbs();
  commands.push_back(post_renderer());
  const CommonFlags common = common_flags(commands);
  std::string page = std::string(generated) + std::string(intro) + list_of(commands) + std::string(options_intro) +
                     shared_tables(common.shared) + std::string(file_intro);
  page += "\n## Flags of every command that talks to a cluster\n" + own_tables(common.others);
  page += "\n## Each command\n";
  for (const Command& command : commands) page += section(command, common);
  return page + environment() + marks();
}

}  // namespace l7::docs
