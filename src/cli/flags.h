#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cli/candidates.h"
#include "model/option.h"

namespace l7::cli {

/// What a text must be to be taken.
struct Rule {
  bool (*holds)(std::string_view text);
  /// Ends the sentence "'x' is not ..".
  std::string_view name;
  std::string_view fix;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A list whose values are taken as they are, each flag one.
struct Verbatim {
  std::vector<std::string>* items;
};

/// Where a flag's value goes, and thereby how the flag is written:
///   bool            --flag, --flag=false; an optional one stays unset when the flag is not given
///   string, int     --flag VALUE, once
///   milliseconds    --flag DURATION, once: `90s`, `1.5h`, or seconds; not negative; more than 24 days count as 24
///   optional string --flag or --flag=VALUE, once
///   clearable       --flag VALUE, --flag= for none, once
///   list            --flag A --flag B,C
///   verbatim        --flag A --flag B,C, which is two values
///   pairs           --flag KEY=VALUE, repeated; one per line in the environment, or a map in the file
using Destination =
    std::variant<bool*, std::optional<bool>*, std::string*, std::optional<int>*, std::chrono::milliseconds*,
                 std::optional<std::string>*, Clearable*, std::vector<std::string>*, Verbatim, Pairs*>;

/// What help calls the values that a shell completes by itself.
inline constexpr std::string_view file_value = "FILE";
inline constexpr std::string_view folder_value = "DIR";

/// One row of a command's table of flags.
struct Flag {
  std::string_view name;   ///< without dashes
  std::string_view value;  ///< how help calls the value; empty for a bool
  std::string_view group;  ///< the heading in help
  std::string_view help;
  Destination target;
  const Rule* rule = nullptr;             ///< for each text, item or key
  char letter = 0;                        ///< the one-letter form, where there is one
  Completer completer = Source::nowhere;  ///< of the value; bools, files and folders need none
};

/// Whether it is written without a value.
inline bool is_switch(const Flag& flag) {
  return std::holds_alternative<bool*>(flag.target) || std::holds_alternative<std::optional<bool>*>(flag.target);
}

/// The variable of a shared flag: MILVUS_L7_TLS_SECRET of tls-secret.
std::string variable_of(std::string_view name);

/// What was said for a flag: `where` is "--host", "MILVUS_L7_HOST" or "l7.yaml: host".
struct Given {
  std::string where;
  std::vector<std::string> values;
};

/// The flags of one command and the values given for them: as an argument, else in the environment (MILVUS_L7_NAME; an
/// empty variable counts as unset), else in the file that --config names.
class FlagSet {
 public:
  /// `shared` flags come from all three, and --config with them; `own` ones are arguments only.
  FlagSet(std::vector<Flag> shared, std::vector<Flag> own);
  FlagSet(const FlagSet&) = delete;
  FlagSet& operator=(const FlagSet&) = delete;

  /// All of them, in the order of the help.
  std::span<const Flag> flags() const { return flags_; }

  /// Those that the environment and the file know as well: the first ones.
  std::span<const Flag> shared() const { return flags().first(shared_count_); }

  /// Takes the arguments, without the program's name; one of them may be `name`, where there is one. Throws UsageError,
  /// with the nearest flag for an unknown one.
  void parse(std::span<const char* const> arguments, std::string* name = nullptr);

  /// Writes what was given to the targets; what was not given leaves its target alone. To be called after parse().
  /// Throws UsageError: nothing that was given is ever ignored.
  void read();

  /// The shared flags that were given, wherever, as arguments that say the same: `--host=db.example.com`.
  std::vector<std::string> as_arguments() const;

  /// The place that decided a flag ("--host" by name), to replace the flag in a message; the flag itself when none did.
  std::string origin(const std::string& flag) const;

 private:
  void take_environment();
  void take_file();

  std::string config_file_;
  std::size_t shared_count_;
  std::vector<Flag> flags_;
  std::vector<std::optional<Given>> given_;
};

}  // namespace l7::cli
