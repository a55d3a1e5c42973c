#include "cli/completion.h"

#include <algorithm>
#include <optional>

#include "cli/printable.h"
#include "model/text.h"

namespace l7::cli {
namespace {

bool is_switch(const Flag& flag) { return std::holds_alternative<bool*>(flag.target); }
bool may_stand_alone(const Flag& flag) { return std::holds_alternative<std::optional<std::string>*>(flag.target); }

bool is_repeatable(const Flag& flag) {
  return std::holds_alternative<std::vector<std::string>*>(flag.target) ||
         std::holds_alternative<Verbatim>(flag.target) || std::holds_alternative<Pairs*>(flag.target);
}

/// Goes over the words of a command line from the first to the last.
class Reader {
 public:
  explicit Reader(std::span<const Flag> flags) : flags_(flags) {}

  /// A word that is complete.
  void take(std::string_view word) {
    if (waits_for(word)) return give(*std::exchange(waiting_, nullptr), word);
    waiting_ = nullptr;
    if (!is_flag(word)) {
      ++line_.names;
    } else if (word == "--") {
      over_ = true;
    } else {
      take_flag(word);
    }
  }

  /// The word that is being typed.
  Typed finish(std::string_view word) {
    line_.beginning = word;
    if (waits_for(word)) {
      value_of(*waiting_, word);
    } else if (!over_ && word.starts_with('-')) {
      finish_flag(word);
    }
    return std::move(line_);
  }

 private:
  /// A flag whose value may be left out takes the next word, too, unless that is a flag.
  bool waits_for(std::string_view word) const {
    return waiting_ && !(may_stand_alone(*waiting_) && word.starts_with('-'));
  }

  bool is_flag(std::string_view word) const { return !over_ && word.size() > 1 && word.starts_with('-'); }

  const Flag* named(std::string_view name) const {
    const auto found = std::find_if(flags_.begin(), flags_.end(), [&](const Flag& flag) { return flag.name == name; });
    return found == flags_.end() ? nullptr : &*found;
  }

  const Flag* lettered(char letter) const {
    const auto found =
        std::find_if(flags_.begin(), flags_.end(), [&](const Flag& flag) { return flag.letter == letter; });
    return found == flags_.end() ? nullptr : &*found;
  }

  void give(const Flag& flag, std::string_view value) {
    auto entry =
        std::find_if(line_.given.begin(), line_.given.end(), [&](const auto& each) { return each.first == &flag; });
    if (entry == line_.given.end()) {
      line_.given.push_back({&flag, {"--" + std::string(flag.name), {}}});
      entry = std::prev(line_.given.end());
    }
    entry->second.values.emplace_back(value);
  }

  /// The flag of `-n`, `-nNAME` or the last in `-An`, and where its value begins. Switches before it are `passed`.
  template <typename Passed>
  std::pair<const Flag*, std::size_t> in_letters(std::string_view word, Passed&& passed) const {
    for (std::size_t at = 1; at < word.size(); ++at) {
      const Flag* flag = lettered(word[at]);
      const bool has_sign = at + 1 < word.size() && word[at + 1] == '=';
      if (!flag || !is_switch(*flag) || has_sign) return {flag, at + (has_sign ? 2 : 1)};
      passed(*flag);
    }
    return {nullptr, word.size()};
  }

  void take_flag(std::string_view word) {
    const std::size_t sign = word.find('=');
    const auto switched_on = [this](const Flag& each) { give(each, ""); };
    const Flag* flag = nullptr;
    std::size_t value = std::string_view::npos;
    if (word.starts_with("--")) {
      flag = named(word.substr(2, sign - 2));
      if (sign != word.npos) value = sign + 1;
    } else {
      const auto [last, end] = in_letters(word, switched_on);
      flag = last;
      if (end < word.size() || word.ends_with('=')) value = end;
    }
    if (!flag) return;
    if (value != word.npos) {
      give(*flag, word.substr(value));
    } else if (is_switch(*flag)) {
      give(*flag, "");
    } else {
      waiting_ = flag;
    }
  }

  void value_of(const Flag& flag, std::string_view beginning) {
    line_.place = Typed::Place::value;
    line_.flag = &flag;
    line_.beginning = beginning;
  }

  void finish_flag(std::string_view word) {
    const std::size_t sign = word.find('=');
    if (word == "-" || (word.starts_with("--") && sign == word.npos)) {
      line_.place = Typed::Place::flag;
      return;
    }
    line_.place = Typed::Place::nothing_known;
    if (word.starts_with("--")) {
      if (const Flag* flag = named(word.substr(2, sign - 2))) value_of(*flag, word.substr(sign + 1));
      return;
    }
    const auto [flag, value] = in_letters(word, [](const Flag&) {});
    if (!flag) return;
    value_of(*flag, word.substr(value));
    if (word[value - 1] != '=') line_.ahead = word.substr(0, value);
  }

  std::span<const Flag> flags_;
  Typed line_;
  /// The flag that the next word is the value of.
  const Flag* waiting_ = nullptr;
  bool over_ = false;
};

/// Those that may still be given.
std::vector<Candidate> flags_left(std::span<const Flag> flags, const Typed& line) {
  std::vector<Candidate> left;
  for (const Flag& flag : flags) {
    const bool given =
        std::any_of(line.given.begin(), line.given.end(), [&](const auto& each) { return each.first == &flag; });
    if (!given || is_repeatable(flag)) left.push_back({"--" + std::string(flag.name), std::string(flag.help)});
  }
  return left;
}

std::vector<Candidate> truth_values() { return {{"true", ""}, {"false", ""}}; }

Completer completer_of(const Flag& flag) {
  if (is_switch(flag)) return truth_values;
  if (flag.value == file_value) return Source::files;
  if (flag.value == folder_value) return Source::folders;
  return flag.completer;
}

bool is_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

/// ShellCompDirectiveDefault, NoFileComp, FilterDirs.
std::string_view directive_for(Source files) {
  if (files == Source::files) return ":0\n";
  return files == Source::folders ? ":16\n" : ":4\n";
}

}  // namespace

bool asks_for_completion(std::span<const char* const> arguments) {
  return !arguments.empty() && arguments.front() == completion_word;
}

Typed typed(std::span<const Flag> flags, std::span<const char* const> words) {
  Reader reader(flags);
  if (words.empty()) return reader.finish("");
  for (const char* word : words.first(words.size() - 1)) reader.take(word);
  return reader.finish(words.back());
}

Completion completion(std::span<const Flag> flags, const Completer& name, std::span<const char* const> words,
                      const Lookup& lookup) {
  const Typed line = typed(flags, words);
  if (line.place == Typed::Place::flag) return {beginning_with(line.beginning, flags_left(flags, line))};
  if (line.place == Typed::Place::nothing_known) return {};
  if (line.place == Typed::Place::name && line.names > 0) return {};

  const Completer completer = line.flag ? completer_of(*line.flag) : name;
  std::vector<Candidate> found;
  if (const Source* source = std::get_if<Source>(&completer)) {
    if (*source == Source::files || *source == Source::folders) return {{}, *source};
    if (*source != Source::nowhere) found = lookup(*source, line);
  } else {
    found = std::get<1>(completer)();
  }
  found = beginning_with(line.beginning, found);
  for (Candidate& candidate : found) candidate.word.insert(0, line.ahead);
  return {std::move(found)};
}

std::vector<Candidate> beginning_with(std::string_view beginning, const std::vector<Candidate>& candidates) {
  std::vector<Candidate> fitting;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(fitting),
               [&](const Candidate& candidate) { return candidate.word.starts_with(beginning); });
  return fitting;
}

std::string to_text(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates) {
    if (candidate.word.empty() || !is_line(candidate.word)) continue;
    text += candidate.word;
    if (!candidate.about.empty()) text += '\t' + printable(candidate.about);
    text += '\n';
  }
  return text;
}

std::vector<Candidate> candidates_in(std::string_view text) {
  std::vector<Candidate> found;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    found.push_back({std::string(line.substr(0, tab)), std::string(line.substr(std::min(tab + 1, line.size())))});
  }
  return found;
}

std::string to_text(const Completion& completion) {
  return to_text(completion.candidates).append(directive_for(completion.files));
}

}  // namespace l7::cli
