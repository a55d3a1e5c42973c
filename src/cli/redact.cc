#include "cli/redact.h"

#include <algorithm>

#include "model/text.h"

namespace l7::cli {
namespace {

constexpr std::string_view hidden = "***";
constexpr std::string_view secret_fields[] = {"data", "stringData"};

bool is_key_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }

/// `MINIO_SECRET_KEY`, `defaultRootPassword`, `sasl.password`; not `secretName`, which names an object.
bool names_credential(std::string_view key) {
  static constexpr std::string_view endings[] = {"password",   "passwd",         "passphrase", "secret", "secretkey",
                                                 "accesskey",  "accesskeyid",    "privatekey", "apikey", "credentials",
                                                 "credential", "credentialjson", "token"};
  std::string letters;
  for (const char c : key) {
    if (c != '_' && c != '-' && c != '.') letters += lower(c);
  }
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return letters.ends_with(ending); });
}

/// The key that ends before a `:` or `=`, without quotes.
std::string_view key_before(std::string_view text, std::size_t end) {
  while (end > 0 && text[end - 1] == ' ') --end;
  if (end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'')) --end;
  // In JSON that stands in JSON the quotes are escaped.
  if (end > 0 && text[end - 1] == '\\') --end;
  std::size_t begin = end;
  while (begin > 0 && is_key_character(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

std::size_t line_end(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

/// Where a quoted text that begins at `at` ends, behind its quote: escaped quotes and doubled single quotes count as
/// part of it.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return text.size();
}

std::size_t indentation(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// Where the lines of a block scalar end whose header stands on the line that ends at `header_end`.
std::size_t block_end(std::string_view text, std::size_t header_end) {
  const std::size_t begin = header_end == 0 ? 0 : text.rfind('\n', header_end - 1) + 1;
  const std::size_t indent = indentation(text.substr(begin, header_end - begin));
  std::size_t end = header_end;
  while (end < text.size()) {
    const std::size_t next = line_end(text, end + 1);
    const std::string_view line = text.substr(end + 1, next - end - 1);
    if (indentation(line) < line.size() && indentation(line) <= indent) break;
    end = next;
  }
  return end;
}

/// Where the value ends that begins at `at`; `at` itself when there is none to hide. A plain value is taken to last to
/// the line's end: it may hold any character.
std::size_t value_end(std::string_view text, std::size_t at) {
  const std::size_t end = line_end(text, at);
  const std::string_view value = text.substr(at, end - at);
  static constexpr std::string_view harmless[] = {"", "true", "false", "null", "{}", "\"\"", "''", "[", "{"};
  if (std::find(std::begin(harmless), std::end(harmless), value) != std::end(harmless)) return at;
  if (value[0] == '|' || value[0] == '>') return block_end(text, end);
  return value[0] == '"' || value[0] == '\'' ? quoted_end(text, at) : end;
}

void hide(Value& value) {
  if (value.is_map()) {
    for (auto& [key, member] : value.members()) hide(member);
  } else if (value.is_list()) {
    for (Value& item : value.items()) hide(item);
  } else if (!value.is_null() && value.kind() != Value::Kind::boolean) {
    value = hidden;
  }
}

void hide_credentials(Value& value) {
  if (value.is_string()) value = without_credentials(value.text());
  for (Value& item : value.items()) hide_credentials(item);
  // An environment variable: its name and its value are neighbours.
  const bool variable = names_credential(value.text_at({"name"}));
  for (auto& [key, member] : value.members()) {
    const bool scalar = !member.is_map() && !member.is_list();
    if (scalar && (names_credential(key) || (variable && key == "value"))) {
      hide(member);
    } else {
      hide_credentials(member);
    }
  }
}

void hide_contents(Value& before, Value& after) {
  for (const std::string_view field : secret_fields) {
    Value* old_data = before.find(field);
    Value* new_data = after.find(field);
    if (old_data) {
      for (auto& [key, old_value] : old_data->members()) {
        Value* new_value = new_data ? new_data->find(key) : nullptr;
        const bool differs = new_value && !(*new_value == old_value);
        old_value = std::string(hidden) + (differs ? " (before)" : "");
        if (new_value) *new_value = std::string(hidden) + (differs ? " (after)" : "");
      }
    }
    if (!new_data) continue;
    for (auto& [key, new_value] : new_data->members()) {
      if (!old_data || !old_data->find(key)) new_value = hidden;
    }
  }
}

bool is_secret(const Value& object) { return object.text_at({"kind"}) == "Secret"; }

void drop_records(Value& object) {
  object.remove({"metadata", "managedFields"});
  object.remove({"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"});
}

}  // namespace

std::string without_credentials(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find_first_of(":="); at != std::string_view::npos; at = text.find_first_of(":=", at)) {
    const bool credential = names_credential(key_before(text, at));
    ++at;
    if (!credential) continue;
    const std::size_t begin = std::min(text.find_first_not_of(" \\", at), text.size());
    const std::size_t end = value_end(text, begin);
    if (end == begin) continue;
    out.append(text.substr(copied, begin - copied)).append(hidden);
    copied = at = end;
  }
  return out.append(text.substr(copied));
}

std::pair<Value, Value> without_credentials(Value before, Value after) {
  if (is_secret(before) || is_secret(after)) hide_contents(before, after);
  for (Value* object : {&before, &after}) {
    drop_records(*object);
    hide_credentials(*object);
  }
  return {std::move(before), std::move(after)};
}

Change redacted(Change change) {
  if (change.object.kind != "Secret") return change;
  if (change.path.empty()) {
    Value before = change.before.value_or(Value());
    Value after = change.after.value_or(Value());
    hide_contents(before, after);
    if (change.before) change.before = std::move(before);
    if (change.after) change.after = std::move(after);
  } else if (std::find(std::begin(secret_fields), std::end(secret_fields), change.path[0].key) !=
             std::end(secret_fields)) {
    if (change.before) hide(*change.before);
    if (change.after) hide(*change.after);
  }
  return change;
}

}  // namespace l7::cli
