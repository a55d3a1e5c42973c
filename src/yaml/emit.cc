#include "yaml/emit.h"

#include <algorithm>

#include "yaml/edit.h"
#include "yaml/resolve.h"

namespace l7::yaml {
namespace {

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string single_quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string double_quoted(std::string_view text) { return to_json(Value(text)); }

std::string emit_list(const Value& list, std::size_t column, std::string_view newline) {
  std::string out;
  for (const Value& item : list.items()) {
    out += std::string(newline) + std::string(column, ' ') + '-';
    const bool nested = (item.is_map() && !item.members().empty()) || (item.is_list() && !item.items().empty());
    if (!nested) {
      out += ' ' + emit_flow(item);
      continue;
    }
    // The item's first line follows the dash: `- key: value`.
    std::string lines = emit_value(item, column, newline);
    out += ' ' + lines.substr(newline.size() + column + 2);
  }
  return out;
}

}  // namespace

std::string emit_scalar(const Value& value) {
  if (value.is_null()) return "null";
  if (!value.is_string()) return value.text();
  const std::string& text = value.text();
  const bool escapes = text.find_first_of("\"\\") != std::string::npos;
  const bool single = escapes && text.find('\'') == std::string::npos && !has_control_characters(text);
  return single ? single_quoted(text) : double_quoted(text);
}

std::string emit_key(std::string_view key) {
  static constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
  const bool plain = !key.empty() && key.find_first_not_of(safe) == std::string_view::npos && key[0] != '-' &&
                     key[0] != '.' && is_plain_string(key);
  return plain ? std::string(key) : double_quoted(key);
}

std::string emit_flow(const Value& value) {
  std::string out;
  if (value.is_map()) {
    for (const auto& [key, member] : value.members()) {
      out += (out.empty() ? "" : ", ") + double_quoted(key) + ": " + emit_flow(member);
    }
    return '{' + out + '}';
  }
  if (value.is_list()) {
    for (const Value& item : value.items()) out += (out.empty() ? "" : ", ") + emit_flow(item);
    return '[' + out + ']';
  }
  return value.is_string() ? double_quoted(value.text()) : emit_scalar(value);
}

bool is_literal(const Value& value) {
  if (!value.is_string()) return false;
  const std::string& text = value.text();
  if (text.find('\n') == std::string::npos || text[0] == ' ' || text[0] == '\t' || text[0] == '\n') return false;
  const bool tail = text.find_first_not_of('\n') == std::string::npos || text.find(" \n") != std::string::npos;
  return !tail && text.back() != ' ' && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c >= 0x20 ? c != 0x7f : c == '\n' || c == '\t';
  });
}

std::string literal_header(const std::string& text) {
  if (!text.ends_with('\n')) return "|-";
  return text.ends_with("\n\n") ? "|+" : "|";
}

std::string literal_lines(const std::string& text, std::size_t indent, std::string_view newline) {
  std::string out;
  const std::size_t end = text.ends_with('\n') ? text.size() - 1 : text.size();
  for (std::size_t at = 0; at <= end;) {
    const std::size_t stop = std::min(text.find('\n', at), end);
    if (at != 0) out += newline;
    if (stop > at) out += std::string(indent, ' ') + text.substr(at, stop - at);
    at = stop + 1;
  }
  return out;
}

std::string emit_value(const Value& value, std::size_t column, std::string_view newline) {
  if (is_literal(value)) {
    return ' ' + literal_header(value.text()) + std::string(newline) + literal_lines(value.text(), column + 2, newline);
  }
  if (value.is_list() && !value.items().empty()) return emit_list(value, column + 2, newline);
  if (!value.is_map() || value.members().empty()) {
    return ' ' + (value.is_map() || value.is_list() ? emit_flow(value) : emit_scalar(value));
  }
  std::string out;
  for (const auto& [key, member] : value.members()) {
    out += std::string(newline) + std::string(column + 2, ' ') + emit_entry(key, member, column + 2, newline);
  }
  return out;
}

std::string emit_entry(std::string_view key, const Value& value, std::size_t column, std::string_view newline) {
  return emit_key(key) + ':' + emit_value(value, column, newline);
}

std::string emit(const Value& value, std::string_view newline) {
  if (value.members().empty()) return emit_flow(value) + std::string(newline);
  std::string out;
  for (const auto& [key, member] : value.members()) out += emit_entry(key, member, 0, newline) + std::string(newline);
  return out;
}

}  // namespace l7::yaml
