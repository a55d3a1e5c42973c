#include "kube/fields.h"

#include "kube/base64.h"
#include "model/error.h"

namespace l7::kube {
namespace {

std::string_view name_of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::boolean: return "a boolean";
    case Value::Kind::number: return "a number";
    case Value::Kind::string: return "a string";
    case Value::Kind::list: return "a list";
    case Value::Kind::map: return "a map";
    case Value::Kind::null: break;
  }
  return "null";
}

/// Throws unless the value is of that kind.
void expect(const Value& value, Value::Kind kind, const std::string& path) {
  if (value.kind() == kind) return;
  const bool unquoted = kind == Value::Kind::string && !value.is_list() && !value.is_map();
  throw Error(path + ": cannot read " + std::string(name_of(value.kind())) + " as " + std::string(name_of(kind)), path,
              unquoted ? "put the value in quotes" : "write " + std::string(name_of(kind)));
}

std::string text_of(const Value& value, const std::string& path) {
  if (value.is_null()) return "";
  expect(value, Value::Kind::string, path);
  return value.text();
}

}  // namespace

Fields::Fields(const Value* value, std::string path)
    : value_(value != nullptr && value->is_null() ? nullptr : value), path_(std::move(path)) {
  if (value_ != nullptr) expect(*value_, Value::Kind::map, path_.empty() ? "the file" : path_);
}

const Value* Fields::find(std::string_view key) const {
  const Value* found = value_ == nullptr ? nullptr : value_->find(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::string Fields::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

std::string Fields::text(std::string_view key) const {
  const Value* found = find(key);
  return found == nullptr ? "" : text_of(*found, path_of(key));
}

bool Fields::truth(std::string_view key) const {
  const Value* found = find(key);
  if (found == nullptr) return false;
  expect(*found, Value::Kind::boolean, path_of(key));
  return found->is_true();
}

std::string Fields::data(std::string_view key) const {
  try {
    return decode_base64(text(key));
  } catch (Error& error) {
    if (error.where.empty()) throw Error(path_of(key) + ": " + error.what(), path_of(key), error.fix);
    throw;
  }
}

const std::vector<Value>& Fields::items(std::string_view key) const {
  static const std::vector<Value> none;
  const Value* found = find(key);
  if (found == nullptr) return none;
  expect(*found, Value::Kind::list, path_of(key));
  return found->items();
}

std::vector<std::string> Fields::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const Value& item : items(key)) texts.push_back(text_of(item, path_of(key)));
  return texts;
}

std::vector<std::pair<std::string, std::string>> Fields::text_map(std::string_view key) const {
  std::vector<std::pair<std::string, std::string>> texts;
  const Fields fields = map(key);
  if (fields.value_ == nullptr) return texts;
  for (const auto& [name, value] : fields.value_->members())
    texts.emplace_back(name, text_of(value, fields.path_of(name)));
  return texts;
}

Fields Fields::map(std::string_view key) const { return {find(key), path_of(key)}; }

std::vector<Fields> Fields::maps(std::string_view key) const {
  std::vector<Fields> maps;
  for (const Value& item : items(key)) maps.emplace_back(&item, path_of(key) + '[' + std::to_string(maps.size()) + ']');
  return maps;
}

}  // namespace l7::kube
