#include "cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/assign.h"
#include "cli/config_file.h"
#include "cli/names.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::cli {
namespace {

constexpr std::string_view config_name = "config";
constexpr Rule file_name = {is_plain_text, "a file name", "name a YAML file whose keys are the flags without dashes"};

void collect_names(const CLI::App& command, std::vector<std::string>& names) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* chosen : command.get_subcommands()) collect_names(*chosen, names);
}

[[noreturn]] void refuse_unknown(const CLI::App& command, const std::vector<std::string>& unknown) {
  const auto flag = std::find_if(unknown.begin(), unknown.end(),
                                 [](const std::string& word) { return word.size() > 1 && word.starts_with('-'); });
  if (flag == unknown.end()) {
    throw UsageError("unexpected argument '" + unknown.front() + "'", "", "--help shows what may be given");
  }
  const std::string name = flag->substr(0, flag->find('='));
  std::vector<std::string> names;
  collect_names(command, names);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string_view meant = nearest(name, known);
  throw UsageError("unknown flag " + name + did_you_mean(meant), "", "--help lists the flags");
}

/// kubectl takes `-n=NAME` for `-n NAME`; CLI11 would take the sign for a part of the name.
std::string with_long_name(const CLI::App& command, const std::string& word) {
  static constexpr std::size_t sign = 2;
  if (word.size() <= sign + 1 || word[0] != '-' || word[1] == '-' || word[sign] != '=') return word;
  const CLI::Option* option = command.get_option_no_throw(word.substr(0, sign));
  return option && !option->get_lnames().empty() ? "--" + option->get_lnames().front() + word.substr(sign) : word;
}

}  // namespace

std::string variable_of(std::string_view name) {
  std::string variable = "MILVUS_L7_";
  for (const char c : name) variable += c == '-' ? '_' : upper(c);
  return variable;
}

FlagSet::FlagSet(std::vector<Flag> shared, std::vector<Flag> own) : flags_(std::move(shared)) {
  const std::string_view group = flags_.empty() ? std::string_view() : flags_.front().group;
  flags_.push_back({config_name, "FILE", group, "read flags from a YAML file, `host: [a, b]` for --host", &config_file_,
                    &file_name});
  shared_count_ = flags_.size();
  flags_.insert(flags_.end(), own.begin(), own.end());
  given_.resize(flags_.size());
}

void FlagSet::declare(CLI::App& command) {
  command.set_help_flag();
  command.allow_extras();
  for (const Flag& flag : flags_) {
    const std::string name = "--" + std::string(flag.name);
    CLI::Option* option = command.add_option(flag.letter ? std::string{'-', flag.letter, ','} + name : name);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (std::holds_alternative<bool*>(flag.target)) option->type_size(0);
    if (std::holds_alternative<std::optional<std::string>*>(flag.target)) option->expected(0, 1);
    declared_.push_back(option);
  }
}

void FlagSet::take_arguments() {
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    if (!declared_[i]->empty()) given_[i] = Given{"--" + std::string(flags_[i].name), declared_[i]->results()};
  }
}

void FlagSet::take_environment() {
  for (std::size_t i = 0; i < shared_count_; ++i) {
    if (given_[i]) continue;
    const std::string variable = variable_of(flags_[i].name);
    const char* value = std::getenv(variable.c_str());
    if (!value || !*value) continue;
    const bool many = std::holds_alternative<Pairs*>(flags_[i].target);
    given_[i] = Given{variable, many ? split(value, '\n') : std::vector<std::string>{value}};
  }
}

void FlagSet::take_file() {
  if (config_file_.empty()) return;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < shared_count_; ++i) {
    if (flags_[i].name != config_name) known.push_back(flags_[i].name);
  }
  const Value file = read_config(config_file_, known);
  for (std::size_t i = 0; i < shared_count_; ++i) {
    const Value* value = file.find(flags_[i].name);
    if (!value || given_[i]) continue;
    const std::string where = config_file_ + ": " + std::string(flags_[i].name);
    given_[i] = Given{where, texts_in(*value, flags_[i].target, where)};
  }
}

void FlagSet::read() {
  take_arguments();
  take_environment();
  for (std::size_t i = 0; i < shared_count_; ++i) {
    if (flags_[i].name == config_name && given_[i]) assign(flags_[i], *given_[i]);
  }
  take_file();
  for (std::size_t i = 0; i < flags_.size(); ++i) {
    if (given_[i]) assign(flags_[i], *given_[i]);
  }
}

std::vector<std::string> FlagSet::as_arguments() const {
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < shared_count_; ++i) {
    if (!given_[i] || flags_[i].name == config_name) continue;
    const std::string name = "--" + std::string(flags_[i].name);
    if (given_[i]->values.empty()) arguments.push_back(name);
    for (const std::string& value : given_[i]->values) arguments.push_back(value.empty() ? name : name + '=' + value);
  }
  return arguments;
}

std::string FlagSet::argument(std::string_view name) const {
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    if (flags_[i].name == name && !declared_[i]->empty()) return declared_[i]->results().front();
  }
  return "";
}

std::string FlagSet::origin(const std::string& flag) const {
  for (std::size_t i = 0; i < flags_.size(); ++i) {
    if (given_[i] && flag == "--" + std::string(flags_[i].name)) return given_[i]->where;
  }
  return flag;
}

void parse(CLI::App& command, std::span<const char* const> arguments) {
  std::vector<std::string> reversed;
  for (const char* argument : arguments) {
    std::string word = with_long_name(command, argument);
    // To CLI11 `--flag=` has no value and takes the next argument for one.
    const bool empty_value = word.starts_with("--") && word.find('=') == word.size() - 1;
    if (empty_value) word.pop_back();
    reversed.push_back(std::move(word));
    if (empty_value) reversed.emplace_back();
  }
  const std::string last = reversed.empty() ? "" : reversed.back();
  std::reverse(reversed.begin(), reversed.end());
  command.allow_extras();
  try {
    command.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch&) {
    // Values are taken whatever they look like, so only the last argument can miss one.
    throw UsageError("the flag needs a value", last, "--help shows what it takes");
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), "", "--help shows how it is used");
  }
  const std::vector<std::string> unknown = command.remaining(true);
  if (!unknown.empty()) refuse_unknown(command, unknown);
}

}  // namespace l7::cli
