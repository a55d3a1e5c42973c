#pragma once

#include <span>

#include "cli/completion.h"
#include "command.h"

namespace l7::plugin {

/// Prints what may stand for the last of the words, as verbs that have been asked by cli::completion_word do.
void print_completion(std::span<const cli::Flag> flags, const cli::Completer& name, Arguments words,
                      const cli::Lookup& lookup);

/// The same where the first word is a verb: prints those that fit, or asks the one that is there. Returns the exit
/// code.
int complete_among(std::span<const Verb> verbs, Arguments words);

/// The same, and whatever goes wrong, no more comes of it than that there are no candidates: a message would land in
/// the middle of the user's command line.
int complete_silently(std::span<const Verb> verbs, Arguments words);

}  // namespace l7::plugin
