#include "cli/words.h"

#include "catch.h"

namespace l7::cli {
namespace {

/// A table with a flag of every kind.
struct Table {
  bool all = false, wide = false;
  std::string name;
  std::optional<int> count;
  std::optional<std::string> maybe;
  std::vector<std::string> list;
  std::vector<Flag> flags = {
      {"all", "", "", "", &all, nullptr, 'A'},         {"wide", "", "", "", &wide, nullptr, 'w'},
      {"name", "NAME", "", "", &name, nullptr, 'n'},   {"count", "N", "", "", &count},
      {"maybe", "NAME", "", "", &maybe, nullptr, 'm'}, {"list", "NAME", "", "", &list},
  };
};

/// The line in one text: `name[a] all | NAMES | ?unknown | open`.
std::string read(const std::vector<const char*>& words) {
  const Table table;
  const Line line = read_words(table.flags, words);
  std::string text;
  const auto add = [&text](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  for (const auto& [flag, value] : line.given) add(std::string(flag->name) + (value ? '[' + *value + ']' : ""));
  for (const std::string& name : line.names) add("'" + name + "'");
  for (const std::string& word : line.unknown) add('?' + word);
  if (line.open) add("open:" + std::string(line.open->name));
  return text;
}

TEST_CASE("a flag takes its value from the next word, whatever it looks like, or behind a sign") {
  CHECK(read({"--name", "a"}) == "name[a]");
  CHECK(read({"--name=a"}) == "name[a]");
  CHECK(read({"--name=a=b"}) == "name[a=b]");
  CHECK(read({"--name", "--all"}) == "name[--all]");
  CHECK(read({"--name", "--", "--all"}) == "name[--] all");
  CHECK(read({"--name="}) == "name[]");
  CHECK(read({"--name=", "a"}) == "name[] 'a'");
  CHECK(read({"--name", ""}) == "name[]");
  CHECK(read({"--list", "a", "--list=b,c"}) == "list[a] list[b,c]");
  CHECK(read({"--name"}) == "open:name");
}

TEST_CASE("a switch, and a flag whose value may be left out, leave the next word alone") {
  CHECK(read({"--all", "a"}) == "all 'a'");
  CHECK(read({"--all=false", "a"}) == "all[false] 'a'");
  CHECK(read({"--maybe", "a"}) == "maybe 'a'");
  CHECK(read({"--maybe=a", "b"}) == "maybe[a] 'b'");
  CHECK(read({"--maybe=", "b"}) == "maybe[] 'b'");
  CHECK(read({"-m", "a"}) == "maybe 'a'");
  CHECK(read({"-m=a"}) == "maybe[a]");
}

TEST_CASE("one-letter forms") {
  CHECK(read({"-n", "a"}) == "name[a]");
  CHECK(read({"-na"}) == "name[a]");
  CHECK(read({"-n=a"}) == "name[a]");
  CHECK(read({"-n="}) == "name[]");
  CHECK(read({"-A=false"}) == "all[false]");
  CHECK(read({"-Awn", "a"}) == "all wide name[a]");
  CHECK(read({"-Awna"}) == "all wide name[a]");
  CHECK(read({"-An=a"}) == "all name[a]");
  CHECK(read({"-Aw=true"}) == "all wide[true]");
  CHECK(read({"-n"}) == "open:name");
  CHECK(read({"-Ax"}) == "all ?-x");
}

TEST_CASE("names stand anywhere; -- ends the flags") {
  CHECK(read({"a", "--all", "b"}) == "all 'a' 'b'");
  CHECK(read({"--", "--all", "-n", "--"}) == "'--all' '-n' '--'");
  CHECK(read({"--all", "--"}) == "all");
  CHECK(read({"-", ""}) == "'-' ''");
}

TEST_CASE("what no flag is called is told without its value") {
  CHECK(read({"--unknown", "a", "-x", "--other=b", "-y=c"}) == "'a' ?--unknown ?-x ?--other ?-y");
  CHECK(read({"--nam"}) == "?--nam");
  CHECK(read({"-5"}) == "?-5");
  CHECK(read({"-=x"}) == "?-");
  CHECK(read({"--=x"}) == "?--");
}

TEST_CASE("the values of one flag, by any of its forms") {
  const Table table;
  const std::vector<const char*> words = {"-na", "--list", "b", "--name=c", "--all"};
  const Line line = read_words(table.flags, words);
  CHECK(values_of(line, "name") == std::vector<std::string>{"a", "c"});
  CHECK(values_of(line, "all") == std::vector<std::string>{""});
  CHECK(values_of(line, "count").empty());
}

}  // namespace
}  // namespace l7::cli
