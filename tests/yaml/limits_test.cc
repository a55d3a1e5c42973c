// Hostile sizes: a clear answer, without more memory or stack than the text is worth. ctest ends what takes too long.

#include "edit_case.h"

namespace l7::yaml {
namespace {

constexpr std::size_t megabyte = 1 << 20;

std::string repeated(std::string_view part, std::size_t size) {
  std::string text;
  text.reserve(size + part.size());
  while (text.size() < size) text += part;
  return text;
}

/// What reading a text comes to: "" or the reason. Editing it must end, too.
std::string answer(std::string_view text) {
  std::string reason;
  try {
    read(text);
  } catch (const ReadError& error) {
    reason = error.what();
  }
  try {
    yaml::apply(text, {set({"some", "where"}, "x")});
  } catch (const Error&) {
  }
  return reason;
}

TEST_CASE("a lot of one thing") {
  for (const char* part : {"[",      "{",        "-",     "- ",    "? ",       "&a ",     "!a ",  "\"",  "'",
                           ": ",     "a: ",      "[a, ",  "{a: ",  "[{",       "[[],",    "[? ",  "[: ", "a",
                           "a ",     "a\n",      "#",     "# c\n", "\n",       " ",       "\t",   "*a ", "a:\n",
                           "- \n",   "\"\" ",    "''",    "%",     "% \n",     "|\n",     "!",    "&",   "!<",
                           "a: |\n", "--- ",     "---\n", "...\n", "a: &a\n",  "{}",      "[]\n", "]",   "<<: {}\n",
                           "? a\n",  "- a: b\n", "\\",    "\"\\",  "[a]: b\n", "a: 'b\n", "\r\n"}) {
    INFO(part);
    answer(repeated(part, megabyte / 4));
  }
}

TEST_CASE("depth has a limit") {
  const std::string deep = "it is nested deeper than 100 levels";
  // Defect: yaml-cpp took 366 MB for a megabyte of brackets before it was found to be too deep.
  CHECK(answer(repeated("[", 3 * megabyte)) == deep);
  CHECK(answer("a: {" + repeated("b: {", 4 * 10'000)) == deep);
  CHECK(answer(repeated("- ", 2 * 10'000)) == deep);
  CHECK(answer(repeated("? ", 2 * 10'000)) == deep);
  std::string steps;
  for (std::size_t i = 0; i < 1'400; ++i) steps += std::string(i, ' ') + "a:\n";
  CHECK(answer(steps) == deep);
  CHECK(answer(repeated("[", 100) + repeated("]", 100)).empty());
  CHECK(answer(repeated("[", 101) + repeated("]", 101)) == deep);
  // Brackets that nest nothing are no matter.
  CHECK(answer("a: |\n  " + repeated("[x ", 20'000) + "\n").empty());
}

TEST_CASE("aliases have a limit") {
  std::string laughs = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + before + ", *a" + before + "]\n";
  }
  const std::string large = "its aliases make it larger than any Kubernetes object";
  CHECK(answer(laughs) == large);
  // Defect: only values were counted, so that one long text could be repeated to 60 GB.
  CHECK(answer("a: &a \"" + std::string(megabyte, 'x') + "\"\nb: [" + repeated("*a, ", 4'000) + "]\n") == large);
  CHECK(answer("a: &a x\nb: [" + repeated("*a, ", 4'000) + "]\n").empty());

  // Defect: each alias nests what it repeats, to a depth that no stack holds.
  std::string chain = "- &a0 x\n";
  for (int i = 1; i < 30; ++i) {
    chain += "- &a" + std::to_string(i) + ' ' + std::string(50, '[') + "*a" + std::to_string(i - 1) +
             std::string(50, ']') + '\n';
  }
  CHECK(answer(chain) == "its aliases nest it deeper than 100 levels");
}

TEST_CASE("the number of parts has a limit") {
  CHECK(answer(repeated("- a\n", 4 * 65'000)).empty());
  CHECK(answer(repeated("- a\n", 4 * 66'000)) == "it has more parts than a Kubernetes object");
  CHECK(answer(repeated("a: b\n", 5 * 100'000)) == "it has more parts than a Kubernetes object");
  CHECK(answer(repeated("a: b\n", 5 * 30'000)).empty());
}

TEST_CASE("texts may be long") {
  const std::size_t size = megabyte;
  CHECK(answer("a: " + repeated("word ", size) + "\n").empty());
  CHECK(answer("a: " + repeated("word\n  ", size) + "\n").empty());
  CHECK(answer("a: \"" + repeated("wo\\nd ", size) + "\"\n").empty());
  CHECK(answer("a: 'wo''d" + repeated("\n\n  x", size) + "'\n").empty());
  CHECK(answer("a: |\n" + repeated("  word\n", size)).empty());
  CHECK(answer("a: |+\n  x\n" + repeated("\n", size)).empty());
  CHECK(answer("a: >\n" + repeated("  word\n\n    more\n", size)).empty());
  CHECK(answer("a: 1\n" + repeated("# comment\n", size)).empty());
}

TEST_CASE("a large text inside is edited in place") {
  const std::string before = "data:\n  user.yaml: |\n    a: 1\n" + repeated("    # comment\n", megabyte) + "    b: 2\n";
  const std::string after = yaml::apply(before, {inside(user_yaml, {"b"}, 3)});
  CHECK(after == before.substr(0, before.size() - 2) + "3\n");
}

}  // namespace
}  // namespace l7::yaml
