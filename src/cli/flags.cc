#include "cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/assign.h"
#include "cli/config_file.h"
#include "cli/names.h"
#include "cli/words.h"
#include "model/error.h"
#include "model/suggest.h"
#include "model/text.h"

namespace l7::cli {
namespace {

constexpr std::string_view config_name = "config";
constexpr Rule file_name = {is_plain_text, "a file name", "name a YAML file whose keys are the flags without dashes"};

[[noreturn]] void refuse_unknown(std::span<const Flag> flags, const std::string& name) {
  std::vector<std::string> names;
  for (const Flag& flag : flags) names.push_back("--" + std::string(flag.name));
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string_view meant = nearest(name, known);
  throw UsageError("unknown flag " + name + did_you_mean(meant), "", "--help lists the flags");
}

/// The line in the one form that needs no rules: each flag by its long name, with a value, even if it is empty, and
/// then the names. From the last word to the first, as CLI11 takes words.
std::vector<std::string> reversed_words(const Line& line) {
  std::vector<std::string> words;
  for (const auto& [flag, value] : line.given) {
    words.push_back("--" + std::string(flag->name));
    words.push_back(value.value_or(""));
  }
  words.emplace_back("--");
  words.insert(words.end(), line.names.begin(), line.names.end());
  std::reverse(words.begin(), words.end());
  return words;
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

void FlagSet::parse(std::span<const char* const> arguments, std::string* name) {
  const Line line = read_words(flags_, arguments);
  if (line.open) throw UsageError("the flag needs a value", arguments.back(), "--help shows what it takes");
  if (!line.unknown.empty()) refuse_unknown(flags_, line.unknown.front());

  CLI::App command;
  command.set_help_flag();
  command.allow_extras();
  std::vector<CLI::Option*> declared;
  for (const Flag& flag : flags_) {
    declared.push_back(command.add_option("--" + std::string(flag.name)));
    declared.back()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  if (name) command.add_option("NAME", *name);
  try {
    command.parse(reversed_words(line));
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), "", "--help shows how it is used");
  }
  if (command.remaining_size() > 0) {
    // The first of them is `--`, which is not counted.
    throw UsageError("unexpected argument '" + command.remaining()[1] + "'", "", "--help shows what may be given");
  }
  for (std::size_t i = 0; i < flags_.size(); ++i) {
    if (!declared[i]->empty()) given_[i] = Given{"--" + std::string(flags_[i].name), declared[i]->results()};
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
    const bool clears = std::holds_alternative<Clearable*>(flags_[i].target);
    for (const std::string& value : given_[i]->values) {
      arguments.push_back(value.empty() && !clears ? name : name + '=' + value);
    }
  }
  return arguments;
}

std::string FlagSet::origin(const std::string& flag) const {
  for (std::size_t i = 0; i < flags_.size(); ++i) {
    if (given_[i] && flag == "--" + std::string(flags_[i].name)) return given_[i]->where;
  }
  return flag;
}

}  // namespace l7::cli
