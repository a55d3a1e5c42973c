#include "cli/config_file.h"

#include <fstream>

#include "model/error.h"
#include "model/suggest.h"
#include "yaml/read.h"

namespace l7::cli {
namespace {

constexpr std::size_t longest_file = 1 << 20;

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(longest_file + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  // Reading a folder fails without ever reaching an end.
  if (!in.eof() && !(in && in.gcount() > 0)) {
    throw UsageError("the file cannot be read", file,
                     "--config names a YAML file whose keys are the flags without dashes");
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > longest_file) {
    throw UsageError("the file is longer than 1 MiB", file, "--config names a short file of flags, not a manifest");
  }
  return text;
}

Value parsed(const std::string& file) {
  try {
    return yaml::read(contents(file));
  } catch (const yaml::ReadError& error) {
    throw UsageError(error.what(), file + ", line " + std::to_string(error.line), error.fix);
  }
}

bool is_scalar(const Value& value) { return !value.is_null() && !value.is_list() && !value.is_map(); }

const std::string& text_of(const Value& value, const std::string& where) {
  if (!is_scalar(value)) throw UsageError(to_json(value) + " is not a text", where, "write one value, as for the flag");
  return value.text();
}

}  // namespace

Value read_config(const std::string& file, std::span<const std::string_view> known) {
  Value value = parsed(file);
  if (!value.is_null() && !value.is_map()) {
    throw UsageError("the file holds no map", file, "write one line for each flag, such as host: db.example.com");
  }
  for (const auto& [key, unused] : value.members()) {
    bool found = false;
    for (const std::string_view name : known) found = found || name == key;
    if (found) continue;
    const std::string_view meant = nearest(key, known);
    throw UsageError("unknown flag '" + key + "'" + did_you_mean(meant), file,
                     "the keys are the names of the flags, without dashes; --help lists them");
  }
  return value;
}

std::vector<std::string> texts_in(const Value& value, const Destination& target, const std::string& where) {
  const bool pairs = std::holds_alternative<Pairs*>(target);
  std::vector<std::string> texts;
  if (value.is_list() && (pairs || std::holds_alternative<std::vector<std::string>*>(target))) {
    for (const Value& item : value.items()) texts.push_back(text_of(item, where));
    return texts;
  }
  if (!value.is_map() || !pairs) return {text_of(value, where)};
  for (const auto& [key, member] : value.members()) {
    if (key.find('=') != std::string::npos)
      throw UsageError("a key cannot hold '=': " + key, where, "write KEY: VALUE");
    texts.push_back(key + '=' + text_of(member, where));
  }
  return texts;
}

}  // namespace l7::cli
