#include "cli/completion.h"

#include <algorithm>
#include <optional>

#include "cli/printable.h"
#include "model/text.h"

namespace l7::cli {
namespace {

bool is_repeatable(const Flag& flag) {
  return std::holds_alternative<std::vector<std::string>*>(flag.target) ||
         std::holds_alternative<Verbatim>(flag.target) || std::holds_alternative<Pairs*>(flag.target);
}

void type_value(PartialLine& line, const Flag& flag, std::string_view beginning) {
  line.part = PartialLine::Part::value;
  line.flag = &flag;
  line.beginning = beginning;
}

void type_flag(PartialLine& line, std::span<const Flag> flags, std::string_view word) {
  const bool has_sign = word.find('=') != word.npos;
  if (word == "-" || (word.starts_with("--") && !has_sign)) {
    line.part = PartialLine::Part::flag;
    return;
  }
  line.part = PartialLine::Part::nothing_known;
  const FlagWord split = split_flag(flags, word);
  if (!split.flag || (may_stand_alone(*split.flag) && !split.value)) return;
  const std::size_t value = split.value.value_or(word.size());
  type_value(line, *split.flag, word.substr(value));
  if (word[value - 1] != '=') line.ahead = word.substr(0, value);
}

/// Those that may still be given.
std::vector<Candidate> flags_left(std::span<const Flag> flags, const Line& line) {
  std::vector<Candidate> left;
  for (const Flag& flag : flags) {
    const bool given =
        std::any_of(line.given.begin(), line.given.end(), [&](const GivenFlag& each) { return each.flag == &flag; });
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

PartialLine partial_line(std::span<const Flag> flags, std::span<const char* const> words) {
  PartialLine line;
  if (words.empty()) return line;
  const std::string_view last = words.back();
  line.before = read_words(flags, words.first(words.size() - 1));
  line.beginning = last;
  if (line.before.open) {
    type_value(line, *line.before.open, last);
  } else if (!line.before.flags_ended && last.starts_with('-')) {
    type_flag(line, flags, last);
  }
  return line;
}

Completion completion(std::span<const Flag> flags, const Completer& name, std::span<const char* const> words,
                      const Lookup& lookup) {
  const PartialLine line = partial_line(flags, words);
  if (line.part == PartialLine::Part::flag) return {beginning_with(line.beginning, flags_left(flags, line.before))};
  if (line.part == PartialLine::Part::nothing_known) return {};
  if (line.part == PartialLine::Part::name && !line.before.names.empty()) return {};

  const Completer completer = line.flag ? completer_of(*line.flag) : name;
  std::vector<Candidate> found;
  if (const Source* source = std::get_if<Source>(&completer)) {
    if (*source == Source::files || *source == Source::folders) return {{}, *source};
    if (*source != Source::nowhere) found = lookup(*source, line.before);
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
