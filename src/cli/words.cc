#include "cli/words.h"

#include <algorithm>
#include <utility>

namespace l7::cli {
namespace {

template <typename Fits>
const Flag* find_flag(std::span<const Flag> flags, Fits fits) {
  const auto found = std::find_if(flags.begin(), flags.end(), fits);
  return found == flags.end() ? nullptr : &*found;
}

FlagWord split_name(std::span<const Flag> flags, std::string_view word) {
  static constexpr std::size_t dashes = 2;
  const std::size_t sign = word.find('=');
  const std::string_view name = word.substr(dashes, sign == word.npos ? sign : sign - dashes);
  FlagWord split;
  split.flag = find_flag(flags, [&](const Flag& flag) { return flag.name == name; });
  if (!split.flag) split.unknown = word.substr(0, sign);
  if (sign != word.npos) split.value = sign + 1;
  return split;
}

FlagWord split_letters(std::span<const Flag> flags, std::string_view word) {
  FlagWord split;
  for (std::size_t at = 1; at < word.size(); ++at) {
    const Flag* flag = find_flag(flags, [&](const Flag& each) { return each.letter && each.letter == word[at]; });
    const bool has_sign = at + 1 < word.size() && word[at + 1] == '=';
    const bool is_last = at + 1 == word.size();
    if (!flag) {
      split.unknown = '-' + std::string(word.substr(at, word.find('=', at) - at));
      return split;
    }
    if (may_stand_alone(*flag) && !has_sign && !is_last) {
      split.switches.push_back(flag);
      continue;
    }
    split.flag = flag;
    if (!is_last) split.value = at + (has_sign ? 2 : 1);
    return split;
  }
  return split;
}

void add_flags(Line& line, const FlagWord& split, std::string_view word) {
  for (const Flag* flag : split.switches) line.given.push_back({flag, std::nullopt});
  if (!split.flag) {
    line.unknown.push_back(split.unknown);
  } else if (split.value) {
    line.given.push_back({split.flag, std::string(word.substr(*split.value))});
  } else if (may_stand_alone(*split.flag)) {
    line.given.push_back({split.flag, std::nullopt});
  } else {
    line.open = split.flag;
  }
}

}  // namespace

bool may_stand_alone(const Flag& flag) {
  return is_switch(flag) || std::holds_alternative<std::optional<std::string>*>(flag.target);
}

bool looks_like_flag(std::string_view word) { return word.size() > 1 && word.starts_with('-'); }

FlagWord split_flag(std::span<const Flag> flags, std::string_view word) {
  return word.starts_with("--") ? split_name(flags, word) : split_letters(flags, word);
}

Line read_words(std::span<const Flag> flags, std::span<const char* const> words) {
  Line line;
  for (const std::string_view word : words) {
    if (line.open) {
      line.given.push_back({std::exchange(line.open, nullptr), std::string(word)});
    } else if (line.flags_ended || !looks_like_flag(word)) {
      line.names.emplace_back(word);
    } else if (word == "--") {
      line.flags_ended = true;
    } else {
      add_flags(line, split_flag(flags, word), word);
    }
  }
  return line;
}

std::vector<std::string> values_of(const Line& line, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [flag, value] : line.given) {
    if (flag->name == name) values.push_back(value.value_or(""));
  }
  return values;
}

}  // namespace l7::cli
