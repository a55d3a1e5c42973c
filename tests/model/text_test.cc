#include "model/text.h"

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
