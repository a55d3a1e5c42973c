#include "manifest/documents.h"

#include <algorithm>
#include <cctype>

#include "manifest/filters.h"
#include "manifest/scan.h"
#include "model/text.h"

namespace l7::manifest {
namespace {

std::string_view line_of(std::string_view text, std::size_t at) { return text.substr(at, text.find('\n', at) - at); }

std::string_view trim(std::string_view text) { return trimmed(text, " \t\r"); }

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

/// The word after `kind:`, bare or in plain quotes; empty when it is anything else.
std::string_view kind_in(std::string_view line) {
  std::string_view value = line.substr(std::string_view("kind:").size());
  if (value.empty() || (value[0] != ' ' && value[0] != '\t')) return {};
  const std::size_t comment = value.find(" #");
  value = trim(value.substr(0, comment));
  if (value.size() > 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0]) {
    value = value.substr(1, value.size() - 2);
  }
  return is_word(value) ? value : std::string_view();
}

/// Whether the marker's line holds nothing of the document itself.
bool marker_is_bare(std::string_view document) {
  if (!document.starts_with("---")) return true;
  const std::string_view rest = trim(line_of(document, 3));
  return rest.empty() || rest.starts_with('#');
}

/// Whether the first line with content is a plain key at the line's start: then the whole document is one block map at
/// column 0. After anything else Kubernetes reads no further than that first value.
bool begins_with_key(std::string_view document) {
  std::size_t at = document.starts_with("---") ? line_of(document, 0).size() + 1 : 0;
  while (at < document.size()) {
    const std::string_view line = line_of(document, at);
    at += line.size() + 1;
    if (trim(line).empty() || line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_word(line.substr(0, colon))) return false;
    return colon + 1 == line.size() || line[colon + 1] == ' ' || line[colon + 1] == '\r';
  }
  return false;
}

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Behind the brace that closes the one at `begin`; npos where none does.
std::size_t end_of_json_object(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

KindGuess guess_kind(std::string_view document) {
  if (document.starts_with(byte_order_mark)) document.remove_prefix(byte_order_mark.size());
  if (document.empty()) return {true, {}};

  LineStarts lines = count_line_starts(document);
  const unsigned char first = static_cast<unsigned char>(document[0]);
  if (first == 'k') ++lines.with_k;
  const bool plain_first =
      std::isalpha(first) || first == '#' || first == '-' || first == '\n' || first == '\r' || first == ' ';
  if (!plain_first) ++lines.odd;

  if (lines.odd == 0 && lines.with_k == 1 && marker_is_bare(document) && begins_with_key(document)) {
    const std::size_t at = document.starts_with("kind:") ? 0 : document.find("\nkind:") + 1;
    if (at != 0 || document.starts_with("kind:")) {
      const std::string_view kind = kind_in(line_of(document, at));
      if (!kind.empty()) return {true, kind};
    }
  }
  // Without the word, and without an escape that could spell it, it is no object at all.
  const bool may_be_object = find_text(document, "kind") != std::string_view::npos || may_be_escaped(document);
  return {!may_be_object, {}};
}

std::vector<std::size_t> ends_of_json_objects(std::string_view document) {
  static constexpr std::string_view space = " \t\r\n";
  std::vector<std::size_t> ends;
  std::size_t begin = document.starts_with("---")             ? 3
                      : document.starts_with(byte_order_mark) ? byte_order_mark.size()
                                                              : 0;
  for (;;) {
    begin = document.find_first_not_of(space, begin);
    if (begin == std::string_view::npos || document[begin] != '{') break;
    const std::size_t end = end_of_json_object(document, begin);
    if (end == std::string_view::npos) break;
    ends.push_back(end);
    begin = end;
  }
  // The last one has what follows it.
  if (!ends.empty()) ends.pop_back();
  return ends;
}

std::string_view source_comment(std::string_view document) {
  static constexpr std::string_view prefix = "# Source: ";
  for (std::size_t at = 0; at < document.size();) {
    const std::string_view line = line_of(document, at);
    if (line.starts_with(prefix)) return trim(line.substr(prefix.size()));
    if (!line.starts_with('#') && !line.starts_with("---") && !trim(line).empty()) break;
    at += line.size() + 1;
  }
  return {};
}

}  // namespace l7::manifest
