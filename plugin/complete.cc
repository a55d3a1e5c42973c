#include "complete.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace l7::plugin {
namespace {

std::vector<cli::Candidate> first_words(std::span<const Verb> verbs) {
  std::vector<cli::Candidate> words;
  for (const Verb& verb : verbs) words.push_back({std::string(verb.name), std::string(verb.summary)});
  return words;
}

}  // namespace

void print_completion(std::span<const cli::Flag> flags, const cli::Completer& name, Arguments words,
                      const cli::Lookup& lookup) {
  std::cout << to_text(cli::completion(flags, name, words, lookup));
}

int complete_among(std::span<const Verb> verbs, Arguments words) {
  if (words.size() < 2) {
    const std::string_view beginning = words.empty() ? "" : words.front();
    std::cout << to_text(cli::Completion{cli::beginning_with(beginning, first_words(verbs))});
    return 0;
  }
  const auto verb =
      std::find_if(verbs.begin(), verbs.end(), [&](const Verb& each) { return each.name == words.front(); });
  if (verb == verbs.end()) {
    std::cout << to_text(cli::Completion{});
    return 0;
  }
  std::vector<const char*> question = {cli::completion_word.data()};
  question.insert(question.end(), words.begin() + 1, words.end());
  return verb->run(question);
}

int complete_silently(std::span<const Verb> verbs, Arguments words) {
  try {
    return complete_among(verbs, words);
  } catch (const std::exception&) {
    std::cout << to_text(cli::Completion{});
    return 0;
  }
}

}  // namespace l7::plugin
