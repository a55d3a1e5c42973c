#include "cli/redact_text.h"

#include <algorithm>

#include "model/text.h"

namespace l7::cli {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_key_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }

// ---- What is a credential by itself

/// Replaces [begin, end) of a text.
struct Part {
  std::size_t begin;
  std::size_t end;
};

/// A text with the parts that `next` finds hidden, each behind the one before.
template <typename Next>
std::string without_parts(std::string_view text, Next&& next) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const Part part = next(text, at);
    if (part.begin == npos) return out.append(text.substr(at));
    out.append(text.substr(at, part.begin - at)).append(hidden);
    at = part.end;
  }
}

/// From `-----BEGIN .. PRIVATE KEY-----` to its end, or the text's.
Part next_private_key(std::string_view text, std::size_t at) {
  static constexpr std::string_view begins = "-----BEGIN ", ends = "-----END ", dashes = "-----";
  for (std::size_t begin = text.find(begins, at); begin != npos; begin = text.find(begins, begin + 1)) {
    const std::size_t label_end = text.find(dashes, begin + begins.size());
    const std::string_view label = text.substr(begin, std::min(label_end, text.size()) - begin);
    if (label.find("PRIVATE KEY") == npos) continue;
    const std::size_t end = text.find(ends, begin);
    const std::size_t last = end == npos ? npos : text.find(dashes, end + ends.size());
    return {begin, last == npos ? text.size() : last + dashes.size()};
  }
  return {npos, npos};
}

bool ends_token(char c) { return white_space.find(c) != npos || c == '"' || c == '\'' || c == '`' || c == '\\'; }

/// Words have no digits, tokens have some.
Part next_bearer(std::string_view text, std::size_t at) {
  static constexpr std::string_view word = "Bearer ";
  for (std::size_t begin = text.find(word, at); begin != npos; begin = text.find(word, begin + 1)) {
    const auto token = text.begin() + static_cast<std::ptrdiff_t>(begin + word.size());
    const auto end = std::find_if(token, text.end(), ends_token);
    if (std::any_of(token, end, is_digit)) return {begin + word.size(), static_cast<std::size_t>(end - text.begin())};
  }
  return {npos, npos};
}

bool is_port(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

/// The password in what comes behind `scheme://`: `user:PASSWORD@host`, or a login that is a token. One with a slash in
/// it is no URL, and stands in many files all the same.
Part login_in(std::string_view text, std::size_t begin) {
  const auto from = text.begin() + static_cast<std::ptrdiff_t>(begin);
  const std::string_view token =
      text.substr(begin, static_cast<std::size_t>(std::find_if(from, text.end(), ends_token) - from));
  const std::string_view authority = token.substr(0, token.find_first_of("/?#"));
  const std::size_t colon = authority.find(':');
  std::size_t at = authority.rfind('@');
  const bool has_slash = at == npos && colon != npos && !is_port(authority.substr(colon + 1));
  // Of several URLs in one word the first ends before the next.
  if (has_slash) at = token.substr(0, token.find("://")).rfind('@');
  if (at == npos) return {npos, npos};
  return {begin + (colon < at ? colon + 1 : 0), begin + at};
}

Part next_url_login(std::string_view text, std::size_t at) {
  static constexpr std::string_view mark = "://";
  for (std::size_t url = text.find(mark, at); url != npos; url = text.find(mark, url + 1)) {
    const Part part = login_in(text, url + mark.size());
    if (part.begin != npos && part.begin >= at) return part;
  }
  return {npos, npos};
}

/// Go's form for databases: `root:PASSWORD@tcp(db:3306)/name`.
Part next_database_login(std::string_view text, std::size_t at) {
  static constexpr std::string_view marks[] = {"@tcp(", "@unix("};
  for (const std::string_view mark : marks) {
    const std::size_t end = text.find(mark, at);
    if (end == npos) continue;
    std::size_t begin = end;
    while (begin > at && !ends_token(text[begin - 1])) --begin;
    const std::size_t colon = text.substr(begin, end - begin).find(':');
    if (colon != npos) return {begin + colon + 1, end};
  }
  return {npos, npos};
}

// ---- What is one by its name

struct Key {
  std::string_view name;
  /// How far it is from the beginning of its line.
  std::size_t column;
};

/// The key that ends before a `:` or `=`, without quotes.
Key key_before(std::string_view text, std::size_t end) {
  while (end > 0 && text[end - 1] == ' ') --end;
  bool quoted = end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'');
  if (quoted) --end;
  // In JSON that stands in JSON the quotes are escaped.
  if (end > 0 && text[end - 1] == '\\') --end;
  std::size_t begin = end;
  while (begin > 0 && is_key_character(text[begin - 1])) --begin;
  const std::size_t line = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
  return {text.substr(begin, end - begin), begin - line - (quoted && begin > line ? 1 : 0)};
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

/// The line behind the end of another one.
std::string_view line_after(std::string_view text, std::size_t end) {
  return end < text.size() ? text.substr(end + 1, line_end(text, end + 1) - end - 1) : std::string_view();
}

/// Where the lines end that belong to a value of a key in this column: block scalars, and plain ones that go on.
std::size_t deeper_end(std::string_view text, std::size_t end, std::size_t column) {
  std::size_t last = end;
  while (end < text.size()) {
    const std::string_view line = line_after(text, end);
    const bool blank = indentation(line) == line.size();
    if (!blank && indentation(line) <= column) break;
    end += 1 + line.size();
    last = blank ? last : end;
  }
  return last;
}

/// Whether a line is an entry of a map, or an item that holds one.
bool is_entry(std::string_view line) {
  line = trimmed(line, " ");
  return line.find(": ") != npos || line.ends_with(':') || line.starts_with('#') || line.starts_with('{');
}

/// Where the value ends that begins at `at`; `at` itself when there is none to hide. A plain value is taken to last to
/// the line's end: it may hold any character.
std::size_t value_end(std::string_view text, std::size_t at, std::size_t column) {
  const std::size_t end = line_end(text, at);
  const std::string_view value = text.substr(at, end - at);
  static constexpr std::string_view harmless[] = {"true", "false", "null",     "{}", "\"\"",
                                                  "''",   "[",     "<masked>", "{",  hidden};
  if (std::find(std::begin(harmless), std::end(harmless), value) != std::end(harmless)) return at;
  if (value.empty()) {
    const std::string_view next = line_after(text, end);
    return indentation(next) > column && !is_entry(next) ? deeper_end(text, end, column) : at;
  }
  return value[0] == '"' || value[0] == '\'' ? quoted_end(text, at) : deeper_end(text, end, column);
}

/// The value on the line, as it names a variable.
std::string_view word_at(std::string_view text, std::size_t at) {
  const std::string_view rest = trimmed(text.substr(at, line_end(text, at) - at), " \"'\\");
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_key_character);
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

std::string without_named(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  bool variable = false;
  for (std::size_t at = text.find_first_of(":="); at != npos; at = text.find_first_of(":=", at)) {
    const Key key = key_before(text, at);
    ++at;
    if (key.name == "name") variable = names_credential(word_at(text, at));
    if (!names_credential(key.name) && !(variable && key.name == "value")) continue;
    const std::size_t begin = std::min(text.find_first_not_of(" \\", at), text.size());
    const std::size_t end = value_end(text, begin, key.column);
    if (end == begin) continue;
    out.append(text.substr(copied, begin - copied)).append(hidden);
    copied = at = end;
  }
  return out.append(text.substr(copied));
}

}  // namespace

bool names_credential(std::string_view key) {
  static constexpr std::string_view endings[] = {
      "password",         "passwords", "passwd",    "passphrase",   "pass",        "pwd",
      "secret",           "secretkey", "accesskey", "accesskeyid",  "privatekey",  "accountkey",
      "encryptionkey",    "apikey",    "apikeys",   "credential",   "credentials", "credentialjson",
      "connectionstring", "token",     "tokens",    "authorization"};
  std::string letters;
  for (const char c : key) {
    if (c != '_' && c != '-' && c != '.') letters += lower(c);
  }
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return letters.ends_with(ending); });
}

std::string without_keys_and_logins(std::string_view text) {
  std::string out = without_parts(text, next_private_key);
  out = without_parts(out, next_bearer);
  out = without_parts(out, next_url_login);
  return without_parts(out, next_database_login);
}

std::string without_credentials(std::string_view text) { return without_named(without_keys_and_logins(text)); }

}  // namespace l7::cli
