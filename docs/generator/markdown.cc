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
    const char small = lower(c);
    if ((small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') result += small;
  }
  return result;
}

}  // namespace l7::docs
