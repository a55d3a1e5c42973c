#include "markdown.h"

#include "model/text.h"

namespace l7::docs {

std::string escaped(std::string_view text) {
  std::string result;
  bool in_code = false;
  for (const char c : text) {
    if (c == '`') in_code = !in_code;
    if (c == '|' || (!in_code && (c == '<' || c == '*' || c == '\\'))) result += '\\';
    result += c;
  }
  return result;
}

std::string code(std::string_view text) {
  std::string result = "`";
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result + '`';
}

std::string anchor(std::string_view heading) {
  std::string result;
  for (const char c : heading) {
    if (c == ' ') result += '-';
    if (is_letter_or_digit(c) || c == '-' || c == '_') result += lower(c);
  }
  return result;
}

}  // namespace l7::docs
