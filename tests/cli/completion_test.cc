#include "cli/completion.h"

#include <algorithm>

#include "catch.h"
#include "command_line.h"

namespace l7::cli {
namespace {

std::vector<Candidate> colours() { return {{"red", "as blood"}, {"green", ""}}; }

/// A table with a flag of every kind.
struct Table {
  bool all = false, wide = false;
  std::string name, colour, file, folder;
  std::optional<int> count;
  std::optional<std::string> maybe;
  std::vector<std::string> list;
  std::vector<std::string> verbatim;
  Pairs pairs;
  std::vector<Flag> flags = {
      {"all", "", "", "everything", &all, nullptr, 'A'},
      {"wide", "", "", "", &wide, nullptr, 'w'},
      {"name", "NAME", "", "", &name, nullptr, 'n', Source::namespaces},
      {"colour", "NAME", "", "", &colour, nullptr, 'c', colours},
      {"count", "N", "", "", &count},
      {"maybe", "NAME", "", "", &maybe, nullptr, 0, colours},
      {"list", "NAME", "", "", &list},
      {"verbatim", "NAME", "", "", Verbatim{&verbatim}},
      {"pairs", "KEY=VALUE", "", "", &pairs},
      {"file", "FILE", "", "", &file},
      {"dir", "DIR", "", "", &folder},
  };
};

PartialLine read(const Table& table, std::vector<const char*> words) { return partial_line(table.flags, words); }

/// The answer as text, with one name in every source.
std::string answer(const Table& table, std::vector<const char*> words, const Completer& name = Source::releases) {
  return to_text(completion(table.flags, name, words, [](Source source, const Line&) {
    return std::vector<Candidate>{{"source-" + std::to_string(static_cast<int>(source)), ""}};
  }));
}

std::string source(Source source) { return "source-" + std::to_string(static_cast<int>(source)) + "\n:4\n"; }

TEST_CASE("the word that is typed is a name, a flag or a value") {
  using Part = PartialLine::Part;
  const Table table;
  const struct {
    std::vector<const char*> words;
    Part part;
    std::string flag, ahead, beginning;
  } cases[] = {
      {{}, Part::name, "", "", ""},
      {{"my"}, Part::name, "", "", "my"},
      {{"-"}, Part::flag, "", "", "-"},
      {{"--"}, Part::flag, "", "", "--"},
      {{"--na"}, Part::flag, "", "", "--na"},
      {{"--", "--na"}, Part::name, "", "", "--na"},
      {{"--name", "a"}, Part::value, "name", "", "a"},
      {{"--name", "--a"}, Part::value, "name", "", "--a"},
      {{"--name="}, Part::value, "name", "", ""},
      {{"--pairs=a=b"}, Part::value, "pairs", "", "a=b"},
      {{"-n", ""}, Part::value, "name", "", ""},
      {{"-na"}, Part::value, "name", "-n", "a"},
      {{"-n=a"}, Part::value, "name", "", "a"},
      {{"-Ana"}, Part::value, "name", "-An", "a"},
      {{"--maybe", "a"}, Part::name, "", "", "a"},
      {{"--maybe=a"}, Part::value, "maybe", "", "a"},
      {{"--maybe", "--a"}, Part::flag, "", "", "--a"},
      {{"--all", "a"}, Part::name, "", "", "a"},
      {{"--unknown=a"}, Part::nothing_known, "", "", "--unknown=a"},
      {{"-x"}, Part::nothing_known, "", "", "-x"},
      {{"-A"}, Part::nothing_known, "", "", "-A"},
      {{"-A=t"}, Part::value, "all", "", "t"},
      {{"--name", "--"}, Part::value, "name", "", "--"},
      {{"--name", "--", "a"}, Part::name, "", "", "a"},
      {{"--all", "--", "-"}, Part::name, "", "", "-"},
  };
  for (const auto& [words, part, flag, ahead, beginning] : cases) {
    const PartialLine line = read(table, words);
    INFO((words.empty() ? "" : words.back()));
    CHECK(line.part == part);
    CHECK((line.flag ? std::string(line.flag->name) : "") == flag);
    CHECK(line.ahead == ahead);
    CHECK(line.beginning == beginning);
  }
}

TEST_CASE("flags are offered with their help, and once unless they may be repeated") {
  const Table table;
  CHECK(answer(table, {"--al"}) == "--all\teverything\n:4\n");
  CHECK(answer(table, {"--all", "--al"}) == ":4\n");
  CHECK(answer(table, {"-A", "--al"}) == ":4\n");
  for (const char* name : {"--list", "--verbatim", "--pairs"}) {
    CHECK(answer(table, {name, "x", name}) == std::string(name) + "\n:4\n");
  }
  const std::string all = answer(table, {"-"});
  CHECK(static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')) == table.flags.size() + 1);
}

TEST_CASE("values come from the flag's own row") {
  const Table table;
  CHECK(answer(table, {"--colour", ""}) == "red\tas blood\ngreen\n:4\n");
  CHECK(answer(table, {"--colour=g"}) == "green\n:4\n");
  CHECK(answer(table, {"-cg"}) == "-cgreen\n:4\n");
  CHECK(answer(table, {"-c=g"}) == "green\n:4\n");
  CHECK(answer(table, {"--colour", "x"}) == ":4\n");
  CHECK(answer(table, {"--all=t"}) == "true\n:4\n");
  CHECK(answer(table, {"--count", ""}) == ":4\n");
  CHECK(answer(table, {"--file", ""}) == ":0\n");
  CHECK(answer(table, {"--file=a"}) == ":0\n");
  CHECK(answer(table, {"--dir", "a"}) == ":16\n");
  CHECK(answer(table, {"-n", ""}) == source(Source::namespaces));
  CHECK(answer(table, {"--name", "x"}) == ":4\n");
}

TEST_CASE("one name is completed, and no second one") {
  const Table table;
  CHECK(answer(table, {""}) == source(Source::releases));
  CHECK(answer(table, {"x"}) == ":4\n");
  CHECK(answer(table, {"x", ""}) == ":4\n");
  CHECK(answer(table, {"--", "x", ""}) == ":4\n");
  CHECK(answer(table, {"--", ""}) == source(Source::releases));
  CHECK(answer(table, {"--maybe", ""}) == source(Source::releases));
  CHECK(answer(table, {""}, Source::nowhere) == ":4\n");
  CHECK(answer(table, {"r"}, colours) == "red\tas blood\n:4\n");
}

TEST_CASE("a name that would break the lines is left out, and what is said of one stays on its line") {
  const std::vector<Candidate> candidates = {{"a\nb", ""}, {"a\tb", ""}, {"", "x"}, {"a b", "one\ntwo"}, {"c", ""}};
  CHECK(to_text(candidates) == "a b\tone\\ntwo\nc\n");
  const std::vector<Candidate> again = candidates_in("a b\tone two\nc\n");
  REQUIRE(again.size() == 2);
  CHECK(again[0].word == "a b");
  CHECK(again[0].about == "one two");
  CHECK(again[1].word == "c");
  CHECK(again[1].about.empty());
}

TEST_CASE("every value that a list of the shared flags offers is taken by its rule") {
  Target target;
  Wishes wishes;
  for (const Flag& flag : shared_flags(target, wishes)) {
    const auto* list = std::get_if<std::vector<Candidate> (*)()>(&flag.completer);
    if (!list) continue;
    INFO(flag.name);
    CHECK_FALSE((*list)().empty());
    for (const Candidate& candidate : (*list)()) {
      CHECK_FALSE(refusal({"--" + std::string(flag.name), candidate.word}));
    }
  }
}

}  // namespace
}  // namespace l7::cli
