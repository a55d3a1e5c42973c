#include "cli/json.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <string_view>

#include "cli/printable.h"

namespace l7::cli {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

std::size_t digits_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  return end - std::min(at, end);
}

/// RFC 8259.
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

void write_text(Writer& writer, std::string_view text) {
  const std::string valid = valid_utf8(text);
  writer.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

void write(Writer& writer, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: writer.Null(); break;
    case Value::Kind::boolean: writer.Bool(value.is_true()); break;
    case Value::Kind::string: write_text(writer, value.text()); break;
    case Value::Kind::number:
      if (is_json_number(value.text())) {
        writer.RawValue(value.text().data(), value.text().size(), rapidjson::kNumberType);
      } else {
        write_text(writer, value.text());
      }
      break;
    case Value::Kind::list:
      writer.StartArray();
      for (const Value& item : value.items()) write(writer, item);
      writer.EndArray();
      break;
    case Value::Kind::map:
      writer.StartObject();
      for (const auto& [key, member] : value.members()) {
        const std::string valid = valid_utf8(key);
        writer.Key(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
        write(writer, member);
      }
      writer.EndObject();
      break;
  }
}

}  // namespace

std::string pretty_json(const Value& value) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  write(writer, value);
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace l7::cli
