#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/candidates.h"
#include "cli/flags.h"
#include "cli/words.h"

namespace l7::cli {

/// A command whose first argument this is tells what may stand for the last of the others, and does nothing else. It is
/// the word by which shells ask the programs made with cobra, kubectl among them.
inline constexpr std::string_view completion_word = "__complete";

bool asks_for_completion(std::span<const char* const> arguments);

/// A command line as far as it is typed.
struct PartialLine {
  /// What comes before its last word.
  Line before;
  /// What the last word is going to be.
  enum class Part { nothing_known, name, flag, value } part = Part::name;
  /// The flag whose value is typed.
  const Flag* flag = nullptr;
  /// What stands before the value in the same word, if the value has to be written with it: the -o of -oyaml.
  std::string ahead;
  /// What is typed of the name, flag or value.
  std::string beginning;
};

/// The last word is being typed, possibly nothing of it yet.
PartialLine partial_line(std::span<const Flag> flags, std::span<const char* const> words);

/// What a shell is told.
struct Completion {
  std::vector<Candidate> candidates;
  /// What the shell shall add by itself.
  Source files = Source::nowhere;
};

/// Finds names of a source; `line` tells which cluster and namespace are meant.
using Lookup = std::function<std::vector<Candidate>(Source source, const Line& line)>;

/// What may stand for the last word of a command with these flags and one further argument, `name`.
Completion completion(std::span<const Flag> flags, const Completer& name, std::span<const char* const> words,
                      const Lookup& lookup);

/// The candidates that begin so.
std::vector<Candidate> beginning_with(std::string_view beginning, const std::vector<Candidate>& candidates);

/// A line for each candidate, `word` or `word<TAB>about`; a word with a control character in it is left out.
std::string to_text(const std::vector<Candidate>& candidates);
/// The candidates in such a text.
std::vector<Candidate> candidates_in(std::string_view text);

/// The same as cobra's programs say it: the lines, and `:` with a directive. After `--flag=` the words stand for the
/// value alone; shells put it behind the flag (https://github.com/spf13/cobra, completions.go).
std::string to_text(const Completion& completion);

}  // namespace l7::cli
