#include "cli/table.h"

#include "catch.h"
#include "cli/columns.h"

namespace l7::cli {
namespace {

TEST_CASE("a table in kubectl's form") {
  Table table({"NAME", "STATE", "ADDRESS"});
  table.add({"a-long-name", "ready", "1.2.3.4"});
  table.add({"b", "", ""});
  CHECK(table.text() ==
        "NAME          STATE    ADDRESS\n"
        "a-long-name   ready    1.2.3.4\n"
        "b             <none>   <none>\n");
}

TEST_CASE("a table without rows has its headings") { CHECK(Table({"A", "B"}).text() == "A   B\n"); }

TEST_CASE("cells are measured in columns and made printable") {
  Table table({"NAME", "X"});
  table.add({"m\xC3\xBCller", "1"});
  table.add({"\xE6\xBC\xA2\xE5\xAD\x97", "2"});
  table.add({"a\x1b[31m", "3"});
  CHECK(table.text() ==
        "NAME        X\n"
        "m\xC3\xBCller      1\n"
        "\xE6\xBC\xA2\xE5\xAD\x97        2\n"
        "a\\x1b[31m   3\n");
}

TEST_CASE("text in columns") {
  CHECK(width_of("") == 0);
  CHECK(width_of("e\xCC\x81") == 1);
  CHECK(width_of("\xF0\x9F\x98\x80") == 2);
  CHECK(padded("ab", 4) == "ab  ");
  CHECK(padded("abc", 2) == "abc");
  CHECK(fitted("abcdef", 6, "..") == "abcdef");
  CHECK(fitted("abcdef", 5, "..") == "abc..");
  CHECK(fitted("\xE6\xBC\xA2\xE5\xAD\x97x", 4, ".") == "\xE6\xBC\xA2.");
  CHECK(fitted("abcdef", 1, "..").empty());
  CHECK(wrapped("one two  three", 0) == std::vector<std::string>{"one two  three"});
  CHECK(wrapped("one two  three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("one two three", 6) == std::vector<std::string>{"one", "two", "three"});
  CHECK(wrapped("abcdefgh ij", 4) == std::vector<std::string>{"abcdefgh", "ij"});
  CHECK(wrapped("", 4) == std::vector<std::string>{""});
}

}  // namespace
}  // namespace l7::cli
