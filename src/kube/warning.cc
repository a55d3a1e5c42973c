#include "kube/warning.h"

#include <optional>

namespace l7::kube {
namespace {

void skip_blanks(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size())); }

std::string_view word(std::string_view& rest) {
  skip_blanks(rest);
  const std::string_view found = rest.substr(0, rest.find_first_of(" \t,"));
  rest.remove_prefix(found.size());
  return found;
}

std::optional<std::string> quoted_text(std::string_view& rest) {
  skip_blanks(rest);
  if (!rest.starts_with('"')) return std::nullopt;
  std::string text;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return text;
    }
    if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
    text += rest[at];
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> warnings_in(std::string_view header) {
  std::vector<std::string> texts;
  while (!header.empty()) {
    const std::string_view code = word(header);
    word(header);  // the agent: "-"
    std::optional<std::string> text = quoted_text(header);
    if (!text) break;
    if (code == "299") texts.push_back(*std::move(text));
    quoted_text(header);  // a date
    skip_blanks(header);
    if (!header.starts_with(',')) break;
    header.remove_prefix(1);
  }
  return texts;
}

}  // namespace l7::kube
