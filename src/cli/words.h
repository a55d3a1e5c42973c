#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"

/// How flags are written, as kubectl takes them (https://github.com/spf13/pflag); parsing and completion both read
/// words by this alone:
///   --flag VALUE, --flag=VALUE, -f VALUE, -fVALUE, -f=VALUE; a value may look like a flag
///   --flag, -f for a switch and for a flag whose value may be left out: such a value is given by `=` only
///   -abf VALUE for the switches -a and -b and the flag -f
///   -- ends the flags; what comes after it is a name
namespace l7::cli {

/// A flag as it was given once; without a value when it stood alone.
struct GivenFlag {
  const Flag* flag;
  std::optional<std::string> value;
};

/// A word that begins with a dash, taken apart. In `-abf=x` there are the switches a and b before the flag f.
struct FlagWord {
  std::vector<const Flag*> switches;
  /// The flag with which the word ends; nullptr when the word is no flag of the table.
  const Flag* flag = nullptr;
  /// Where the flag's value begins in the word; nothing when the word has none.
  std::optional<std::size_t> value;
  /// The part that no flag of the table has: `--hots`, `-x`.
  std::string unknown;
};

FlagWord split_flag(std::span<const Flag> flags, std::string_view word);

/// A command line, read from its first word to its last.
struct Line {
  std::vector<GivenFlag> given;
  /// The words that belong to no flag.
  std::vector<std::string> names;
  /// What looks like a flag and is none of the table, without its value.
  std::vector<std::string> unknown;
  /// The flag that the last word leaves without its value; else nullptr.
  const Flag* open = nullptr;
  /// Whether there was a `--`.
  bool flags_ended = false;
};

/// Takes any words. The pointers in the result are into `flags`.
Line read_words(std::span<const Flag> flags, std::span<const char* const> words);

/// All values that a flag was given by this name, in order; empty ones where it stood alone.
std::vector<std::string> values_of(const Line& line, std::string_view name);

/// Whether a word would be read as a flag when it is no flag's value: it begins with a dash and is not one alone.
bool looks_like_flag(std::string_view word);

/// Whether a flag is complete without a value: a switch, or one whose value may be left out.
bool may_stand_alone(const Flag& flag);

}  // namespace l7::cli
