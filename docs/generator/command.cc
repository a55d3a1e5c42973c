#include "command.h"

#include <algorithm>
#include <sstream>

#include "cert.h"
#include "cli/help.h"
#include "postrender/post_render.h"
#include "verbs.h"

namespace l7::docs {
namespace {

constexpr std::string_view plugin_name = "kubectl milvus-l7 ";

/// What a command says when it is asked for help.
template <typename Run>
Command asked(Run&& run) {
  Command command;
  cli::give_help_to([&](const cli::Help& help) {
    command.name = help.command;
    command.arguments = help.arguments;
    command.text = help.text;
    command.flags.assign(help.flags.begin(), help.flags.end());
    command.shared = help.shared;
    command.end = help.end;
  });
  static constexpr const char* help[] = {"--help"};
  run(std::span<const char* const>(help));
  return command;
}

Command described(const plugin::Verb& verb) {
  Command command = asked(verb.run);
  command.summary = verb.summary;
  command.failure = verb.failure;
  return command;
}

bool same(const cli::Flag& a, const cli::Flag& b) { return a.name == b.name && a.help == b.help; }

}  // namespace

std::string Command::verb() const {
  return name.starts_with(plugin_name) ? name.substr(plugin_name.size()) : std::string();
}

bool Command::has(const cli::Flag& flag) const {
  return std::any_of(flags.begin(), flags.end(), [&](const cli::Flag& other) { return same(flag, other); });
}

std::vector<Command> verbs() {
  std::vector<Command> all;
  for (const plugin::Verb& verb : plugin::verbs()) {
    if (verb.run != plugin::cert) {
      all.push_back(described(verb));
      continue;
    }
    for (const plugin::Verb& part : plugin::cert_verbs()) all.push_back(described(part));
  }
  return all;
}

Command post_renderer() {
  Command command = asked([](plugin::Arguments arguments) { return post_render("milvus-l7-postrender", arguments); });
  command.summary = "put Milvus behind a layer 7 load balancer while Helm installs it";
  return command;
}

CommonFlags common_flags(std::span<const Command> commands) {
  std::vector<const Command*> of_clusters;
  for (const Command& command : commands) {
    const bool connects = std::any_of(command.flags.begin(), command.flags.end(),
                                      [](const cli::Flag& flag) { return flag.name == "kubeconfig"; });
    if (connects) of_clusters.push_back(&command);
  }
  CommonFlags common;
  const Command& first = *of_clusters.front();
  for (std::size_t i = 0; i < first.flags.size(); ++i) {
    const cli::Flag& flag = first.flags[i];
    const bool everywhere =
        std::all_of(of_clusters.begin(), of_clusters.end(), [&](const Command* other) { return other->has(flag); });
    if (everywhere) (i < first.shared ? common.shared : common.others).push_back(flag);
  }
  return common;
}

std::vector<cli::Flag> own_flags(const Command& command, const CommonFlags& common) {
  std::vector<cli::Flag> own = command.flags;
  std::erase_if(own, [&](const cli::Flag& flag) {
    const auto is_it = [&](const cli::Flag& other) { return same(flag, other); };
    return std::any_of(common.shared.begin(), common.shared.end(), is_it) ||
           std::any_of(common.others.begin(), common.others.end(), is_it);
  });
  return own;
}

std::vector<Paragraph> paragraphs(const std::string& text) {
  std::vector<Paragraph> all;
  std::istringstream lines(text);
  bool within = false;
  for (std::string line; std::getline(lines, line); within = !line.empty()) {
    if (line.empty()) continue;
    if (!within) all.push_back({false, ""});
    Paragraph& last = all.back();
    last.verbatim = last.verbatim || line.front() == ' ';
    last.text += line + '\n';
  }
  for (Paragraph& paragraph : all) {
    if (!paragraph.verbatim) std::replace(paragraph.text.begin(), paragraph.text.end(), '\n', ' ');
    paragraph.text.pop_back();
  }
  return all;
}

}  // namespace l7::docs
