#include "model/text.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using namespace l7;

TEST_CASE("Only ASCII letters and digits are letters and digits") {
  std::string letters, digits, both;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (is_letter(c)) letters += c;
    if (is_digit(c)) digits += c;
    if (is_letter_or_digit(c)) both += c;
  }
  CHECK(letters == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  CHECK(digits == "0123456789");
  CHECK(both == digits + letters);
}

TEST_CASE("Only ASCII letters have another case") {
  CHECK(lower("AZaz @[`{ 09") == "azaz @[`{ 09");
  CHECK(lower("\xc3\x84\xc4\xb0\xff") == "\xc3\x84\xc4\xb0\xff");
  CHECK(lower(std::string_view("A\0B", 3)) == std::string_view("a\0b", 3));
  CHECK(lower("").empty());
  CHECK(lower('Q') == 'q');
  CHECK(lower('@') == '@');
  CHECK(upper("AZaz @[`{ 09\xc3\xa4") == "AZAZ @[`{ 09\xc3\xa4");
  CHECK(upper('q') == 'Q');
}

TEST_CASE("A text is trimmed of the characters that the caller names") {
  CHECK(trimmed(" a b\t ", " ") == "a b\t");
  CHECK(trimmed(" a b\t ", " \t") == "a b");
  CHECK(trimmed("\v\f\r\n\t x", white_space) == "x");
  CHECK(trimmed("\xa0x\xa0", white_space) == "\xa0x\xa0");
  CHECK(trimmed(" \t ", " \t").empty());
  CHECK(trimmed("", " ").empty());
  CHECK(trimmed(" a ", "") == " a ");
}

TEST_CASE("Texts are joined, whatever holds them") {
  CHECK(joined(std::vector<std::string>{"a", "b", "", "c"}, ", ") == "a, b, , c");
  CHECK(joined(std::set<std::string_view>{"b", "a"}, ",") == "a,b");
  CHECK(joined(std::vector<std::string>{"", "a"}, ", ") == "a");
  CHECK(joined(std::vector<std::string>{}, ", ").empty());
  CHECK(joined(std::vector<int>{1, 2}, " and ", [](int number) { return std::to_string(number); }) == "1 and 2");
  CHECK(joined(std::vector<std::pair<std::string, int>>{{"x", 1}, {"y", 2}}, "/",
               &std::pair<std::string, int>::first) == "x/y");
}

TEST_CASE("A text is split into the parts that hold anything") {
  using Texts = std::vector<std::string>;
  CHECK(split("a,b", ',') == Texts{"a", "b"});
  CHECK(split(",a,, b ,", ',') == Texts{"a", " b "});
  CHECK(split(" a, ,\tb c ,", ',', " ") == Texts{"a", "\tb c"});
  CHECK(split("a\nb\n", '\n') == Texts{"a", "b"});
  CHECK(split("", ',').empty());
  CHECK(split(",", ',').empty());
}

TEST_CASE("A text is taken apart into its lines") {
  using Lines = std::vector<std::string_view>;
  CHECK(lines_of("a\nb") == Lines{"a", "b"});
  CHECK(lines_of("a\r\n\nb\n") == Lines{"a\r", "", "b"});
  CHECK(lines_of("\n") == Lines{""});
  CHECK(lines_of("").empty());
}

TEST_CASE("A text becomes one word for a shell") {
  CHECK(shell_quoted("my-release") == "'my-release'");
  CHECK(shell_quoted("it's $HOME") == "'it'\\''s $HOME'");
  CHECK(shell_quoted("").size() == 2);
  CHECK(shell_word("oci://a.example/b_c:1,2@x%20+y=z") == "oci://a.example/b_c:1,2@x%20+y=z");
  for (const char* text : {"", "a b", "~", "*", "it's", "a\nb", "\xc3\xa4"})
    CHECK(shell_word(text) == shell_quoted(text));
}

TEST_CASE("a name in a command is one that Kubernetes could have given") {
  for (const char* name : {"a", "my-release", "a.b-c", "0a"}) CHECK(name_in_command(name, "NAME") == name);
  for (const char* name :
       {"", "-a", "--post-renderer=evil", "a b", "a;b", "A", "a-", ".a", "a\nb", "$(a)", "\xc3\xa4"}) {
    CHECK(name_in_command(name, "NAME") == "NAME");
  }
}

TEST_CASE("Bytes are percent-encoded but for the plain ones") {
  CHECK(percent_encoded("aZ09-._~", "-._~") == "aZ09-._~");
  CHECK(percent_encoded("a b%/\xc3\xa4\n", "-") == "a%20b%25%2F%C3%A4%0A");
  CHECK(percent_encoded("a/b", "/") == "a/b");
  CHECK(percent_encoded("", "/").empty());
}

TEST_CASE("UTF-8 characters are measured and taken") {
  const struct {
    std::string text;
    char32_t character;
  } cases[] = {{"a", 'a'},
               {"\x7f", 0x7f},
               {"\xc2\x80", 0x80},
               {"\xdf\xbf", 0x7ff},
               {"\xe0\xa0\x80", 0x800},
               {"\xed\x9f\xbf", 0xd7ff},
               {"\xee\x80\x80", 0xe000},
               {"\xef\xbf\xbf", 0xffff},
               {"\xf0\x90\x80\x80", 0x10000},
               {"\xf4\x8f\xbf\xbf", 0x10ffff}};
  for (const auto& [text, character] : cases) {
    CAPTURE(text);
    CHECK(character_length(text + "b") == text.size());
    const std::string followed = text + "b";
    std::string_view rest = followed;
    CHECK(take_character(rest) == character);
    CHECK(rest == "b");
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      CHECK(character_length(text.substr(0, cut)) == 0);
      CHECK(character_length(text.substr(0, cut) + "b") == 0);
      CHECK(continues_character(text[cut]));
    }
    CHECK_FALSE(continues_character(text[0]));
  }
}

TEST_CASE("What RFC 3629 forbids is no character") {
  for (const char* text : {"", "\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
                           "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CAPTURE(text);
    CHECK(character_length(text) == 0);
  }
  std::string_view cut = "\xe2\x82";
  take_character(cut);
  CHECK(cut.empty());
}
