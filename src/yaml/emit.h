#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/value.h"

namespace l7::yaml {

/// A scalar on one line; strings are always quoted, since a bare word may be a number or a boolean to somebody.
std::string emit_scalar(const Value& value);
std::string emit_key(std::string_view key);

/// Any value on one line, as JSON is written.
std::string emit_flow(const Value& value);

/// `key: value` in block style with the key at `column`; further lines are indented for it. No line break at the end.
std::string emit_entry(std::string_view key, const Value& value, std::size_t column, std::string_view newline);

/// What follows a `key:` whose column is known, from the space or line break on.
std::string emit_value(const Value& value, std::size_t column, std::string_view newline);

/// Whether a text is best written as a literal block, and can be.
bool is_literal(const Value& value);
/// The header of that block and its lines, indented; no line break at the end.
std::string literal_header(const std::string& text);
std::string literal_lines(const std::string& text, std::size_t indent, std::string_view newline);

}  // namespace l7::yaml
