#include "cloud/aws/account/xml.h"

#include <utility>

namespace l7::aws {
namespace {

constexpr std::pair<std::string_view, char> entities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

std::string decoded(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t length = 1;
    char next = text[0];
    for (const auto& [entity, meaning] : entities) {
      if (!text.starts_with(entity)) continue;
      length = entity.size();
      next = meaning;
    }
    plain += next;
    text.remove_prefix(length);
  }
  return plain;
}

}  // namespace

std::string xml_text(std::string_view xml, std::string_view name) {
  const std::string opening = '<' + std::string(name) + '>';
  const std::size_t begin = xml.find(opening);
  if (begin == std::string_view::npos) return "";
  xml.remove_prefix(begin + opening.size());
  const std::size_t end = xml.find('<');
  return end != std::string_view::npos && xml.substr(end).starts_with("</" + std::string(name) + '>')
             ? decoded(xml.substr(0, end))
             : "";
}

}  // namespace l7::aws
