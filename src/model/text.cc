#include "model/text.h"

namespace l7 {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = upper(c);
  return result;
}

std::string_view trimmed(std::string_view text, std::string_view strip) {
  const std::size_t begin = text.find_first_not_of(strip);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(strip) - begin + 1);
}

}  // namespace l7
