#include "yaml/text.h"

#include <algorithm>

#include "model/text.h"
#include "yaml/read.h"

namespace l7::yaml {
namespace {

/// yaml-cpp keeps some 350 bytes for each open bracket before anything else can see how deep they go. Far more than
/// that stay open in no text, inside quotes or not.
constexpr std::size_t most_brackets = 10'000;

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

void check_character(std::string_view text, std::size_t i) {
  const unsigned char c = byte_at(text, i);
  if (c == '\r' && byte_at(text, i + 1) != '\n') {
    throw ReadError("a carriage return without a line feed ends a line for Kubernetes only", line_at(text, i));
  }
  if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
    throw ReadError("a control character is not allowed in YAML", line_at(text, i));
  }
}

bool is_marker(std::string_view line, std::string_view marker) {
  if (!line.starts_with(marker)) return false;
  return line.size() == marker.size() || line[marker.size()] == ' ' || line[marker.size()] == '\t' ||
         line[marker.size()] == '\r' || line[marker.size()] == '\n';
}

void check_marker(std::string_view text, std::size_t at) {
  if (!is_marker(text.substr(at, 4), "---") && !text.substr(at).starts_with("---#")) {
    throw ReadError("'---' is glued to what follows it", line_at(text, at));
  }
}

}  // namespace

void check_text(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = byte_at(text, i);
    if (c >= 0x20 && c < 0x7f) {
      if (c == '[' || c == '{') {
        if (++open > most_brackets) throw ReadError("it is nested deeper than 100 levels", line_at(text, i));
      } else if ((c == ']' || c == '}') && open > 0) {
        --open;
      }
      ++i;
    } else if (c < 0x80) {
      if (c == 0x7f) throw ReadError("a control character is not allowed in YAML", line_at(text, i));
      check_character(text, i);
      ++i;
    } else {
      std::string_view rest = text.substr(i);
      const std::size_t length = character_length(rest);
      if (length == 0) throw ReadError("the text is not UTF-8", line_at(text, i));
      const char32_t point = take_character(rest);
      if (point == 0x85 || point == 0x2028 || point == 0x2029) {
        throw ReadError("a Unicode line break ends a line for Kubernetes only", line_at(text, i));
      }
      if (point < 0xa0 || point == 0xfffe || point == 0xffff) {
        throw ReadError("a control character is not allowed in YAML", line_at(text, i));
      }
      i += length;
    }
  }
  if (text.starts_with("---")) check_marker(text, 0);
  for (std::size_t at = text.find("\n---"); at != std::string_view::npos; at = text.find("\n---", at + 1)) {
    check_marker(text, at + 1);
  }
}

std::size_t line_at(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
}

std::size_t line_begin(std::string_view text, std::size_t offset) {
  if (offset == 0) return 0;
  const std::size_t before = text.rfind('\n', offset - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

std::size_t line_end(std::string_view text, std::size_t offset) {
  return std::min(text.find('\n', offset), text.size());
}

std::size_t next_line(std::string_view text, std::size_t offset) {
  return std::min(line_end(text, offset) + 1, text.size());
}

std::size_t indent_at(std::string_view text, std::size_t begin) {
  return std::min(text.find_first_not_of(' ', begin), text.size()) - begin;
}

bool is_blank_line(std::string_view text, std::size_t begin) {
  const std::size_t at = text.find_first_not_of(" \t\r", begin);
  return at == std::string_view::npos || text[at] == '\n';
}

std::size_t skip_space_and_comments(std::string_view text, std::size_t at) {
  for (;;) {
    const std::size_t next = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const bool comment =
        next < text.size() && text[next] == '#' &&
        (next == 0 || next > at || text[next - 1] == ' ' || text[next - 1] == '\t' || text[next - 1] == '\n');
    if (!comment) return next;
    at = line_end(text, next);
  }
}

std::size_t document_end(std::string_view text) {
  bool begun = false;
  for (std::size_t at = 0; at < text.size(); at = line_end(text, at) + 1) {
    const std::string_view line = text.substr(at, line_end(text, at) - at);
    if (is_marker(line, "...")) return at;
    if (is_marker(line, "---")) {
      if (begun) return at;
      begun = true;
    } else if (!is_blank_line(text, at) && !line.starts_with('#') && !line.starts_with('%')) {
      begun = true;
    }
  }
  return text.size();
}

}  // namespace l7::yaml
