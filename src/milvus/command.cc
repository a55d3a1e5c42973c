#include "milvus/command.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace l7::milvus {
namespace {

using Words = std::vector<std::string>;

/// Stands between two commands of a shell's line.
constexpr std::string_view end_of_command = ";";

/// Divides a line as a shell does, as far as names of programs and their first arguments are concerned: quotes hold a
/// word together and are no part of it, operators and substitutions end a command. A quoted line (`sh -c '..'`) is
/// divided in turn.
class ShellWords {
 public:
  explicit ShellWords(std::string_view line) : line_(line) {}

  Words take() {
    for (at_ = 0; at_ < line_.size(); ++at_) step(line_[at_]);
    end_word();
    return std::move(words_);
  }

 private:
  void step(char c) {
    static constexpr std::string_view operators = ";|&<>()`", blanks = " \t\r\n";
    const bool bare = quote_ == 0;
    if (!bare && c == quote_) {
      quote_ = 0;
    } else if (c == '\\' && quote_ != '\'') {
      // What follows stands for itself; a line's end behind it is none.
      if (++at_ < line_.size() && line_[at_] != '\n') word_ += line_[at_];
    } else if (bare && (c == '"' || c == '\'')) {
      quote_ = c;
    } else if (bare && blanks.find(c) != std::string_view::npos) {
      end_word();
    } else if (bare && operators.find(c) != std::string_view::npos) {
      end_word();
      words_.emplace_back(end_of_command);
    } else if (bare && c == '#' && word_.empty()) {
      at_ = std::min(line_.find('\n', at_), line_.size());
    } else {
      word_ += c;
    }
  }

  void end_word() {
    if (word_.empty()) return;
    const std::string word = std::move(word_);
    word_.clear();
    if (word.find_first_of(" \t\n") == std::string::npos) return words_.push_back(word);
    words_.emplace_back(end_of_command);
    for (std::string& inner : ShellWords(word).take()) words_.push_back(std::move(inner));
    words_.emplace_back(end_of_command);
  }

  std::string_view line_;
  std::size_t at_ = 0;
  char quote_ = 0;
  std::string word_;
  Words words_;
};

bool is_program(const std::string& word) { return word == "milvus" || word.ends_with("/milvus"); }

/// Whether `mixture` has the proxy among its roles.
bool has_proxy(Words::const_iterator flag, Words::const_iterator end) {
  for (; flag != end && *flag != end_of_command; ++flag) {
    for (const char* spelling : {"-proxy", "--proxy", "-proxy=true", "--proxy=true"}) {
      if (*flag == spelling) return true;
    }
  }
  return false;
}

/// The role behind `milvus run`, the first that answers clients where there are several.
std::string role_in(const Words& words) {
  std::string found;
  for (auto word = words.begin(); word != words.end() && words.end() - word > 2; ++word) {
    if (!is_program(*word) || word[1] != "run" || word[2] == end_of_command) continue;
    found = word[2] == "mixture" && has_proxy(word + 3, words.end()) ? "proxy" : word[2];
    if (answers_clients(found)) break;
  }
  return found;
}

}  // namespace

std::string role_of(const Value& container) {
  Words words;
  for (const char* field : {"command", "args"}) {
    for (const Value& word : container.items_at({field})) {
      for (std::string& part : ShellWords(word.text()).take()) words.push_back(std::move(part));
    }
  }
  const bool begins_with_run = !words.empty() && words.front() == "run";
  if (begins_with_run && container.items_at({"command"}).empty() && is_image_of_milvus(container.text_at({"image"}))) {
    words.insert(words.begin(), "milvus");
  }
  return role_in(words);
}

bool answers_clients(const std::string& role) { return role == "proxy" || role == "standalone"; }

bool is_image_of_milvus(const std::string& image) {
  const std::size_t slash = image.rfind('/');
  const std::string name = image.substr(slash == std::string::npos ? 0 : slash + 1);
  return name.substr(0, name.find_first_of(":@")) == "milvus";
}

}  // namespace l7::milvus
