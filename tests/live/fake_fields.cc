#include "fake_fields.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace l7::live::fake {
namespace {

const Path managers_path = {"metadata", "managedFields"};

/// Set by the API server, so nobody's.
bool is_servers(std::string_view key) {
  static constexpr std::array keys = {
      "name",         "namespace", "uid", "resourceVersion", "generation", "deletionTimestamp", "creationTimestamp",
      "managedFields"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// The fields of a map in the form of fieldsV1; a place without members is a leaf.
Value fields_of(const Value& value) {
  Value fields = Value::map();
  for (const auto& [key, member] : value.members()) fields.set("f:" + key, fields_of(member));
  return fields;
}

/// The fields of an object that somebody can hold.
Value held_fields(Value object) {
  for (const char* key : {"apiVersion", "kind"}) object.remove({key});
  if (Value* metadata = object.find("metadata")) {
    std::erase_if(metadata->members(), [](const Value::Member& member) { return is_servers(member.first); });
    if (metadata->members().empty()) object.remove({"metadata"});
  }
  return fields_of(object);
}

/// What stands in `b` and not, or otherwise, in `a`.
Value difference(const Value& a, const Value& b) {
  Value only = Value::map();
  for (const auto& [key, there] : b.members()) {
    const Value* other = a.find(key);
    if (!other || !other->is_map() || !there.is_map()) {
      if (!other || !(*other == there)) only.set(key, there);
      continue;
    }
    Value inner = difference(*other, there);
    if (!inner.members().empty()) only.set(key, std::move(inner));
  }
  return only;
}

void subtract(Value& fields, const Value& others) {
  for (const auto& [key, inner] : others.members()) {
    Value* mine = fields.find(key);
    if (!mine) continue;
    if (!inner.members().empty() && !mine->members().empty()) {
      subtract(*mine, inner);
      if (!mine->members().empty()) continue;
    }
    fields.remove({key});
  }
}

void add(Value& fields, const Value& others) {
  for (const auto& [key, inner] : others.members()) {
    if (!fields.find(key)) fields.set(key, Value::map());
    add(*fields.find(key), inner);
  }
}

std::vector<Value> entries_of(const Value& object) {
  const Value* entries = object.find(managers_path);
  return entries ? entries->items() : std::vector<Value>();
}

bool is_writers(const Value& entry, const Writer& writer) {
  return entry.text_at({"manager"}) == writer.manager && entry.text_at({"operation"}) == writer.operation;
}

void set_fields(Value& entry, Value fields, const Writer& writer) {
  if (const Value* known = entry.find("fieldsV1"); known && *known == fields) return;
  entry.set("fieldsV1", std::move(fields));
  entry.set("time", writer.time);
}

void take_from(Value& entry, const Value& fields) {
  if (Value* mine = entry.find("fieldsV1")) subtract(*mine, fields);
}

Value& writers_entry(std::vector<Value>& entries, const Value& object, const Writer& writer) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Value& entry) { return is_writers(entry, writer); });
  if (found != entries.end()) return *found;
  Value entry = Value::map({{"manager", writer.manager}, {"operation", writer.operation}});
  entry.set("apiVersion", object.text_at({"apiVersion"}));
  entry.set("time", writer.time);
  entry.set("fieldsType", "FieldsV1");
  entry.set("fieldsV1", Value::map());
  return entries.emplace_back(std::move(entry));
}

void store(Value& object, std::vector<Value> entries) {
  std::erase_if(entries, [](const Value& entry) {
    const Value* fields = entry.find("fieldsV1");
    return !fields || fields->members().empty();
  });
  if (entries.empty()) {
    object.remove(managers_path);
  } else {
    object.set(managers_path, Value::list(std::move(entries)));
  }
}

void remove_leaves(Value& object, const Value& fields) {
  for (const auto& [key, inner] : fields.members()) {
    const std::string name = key.substr(2);
    Value* there = object.find(name);
    if (!there) continue;
    if (!inner.members().empty() && there->is_map()) {
      remove_leaves(*there, inner);
      if (!there->members().empty()) continue;
    }
    object.remove({name});
  }
}

}  // namespace

Value merge_patched(Value object, const Value& patch) {
  if (!patch.is_map()) return patch;
  if (!object.is_map()) object = Value::map();
  for (const auto& [key, wanted] : patch.members()) {
    if (wanted.is_null()) {
      object.remove({key});
    } else {
      const Value* there = object.find(key);
      object.set(key, merge_patched(there ? *there : Value(), wanted));
    }
  }
  return object;
}

Value updated(const Value& before, Value after, const Writer& writer) {
  const Value old_fields = held_fields(before);
  const Value new_fields = held_fields(after);
  const Value changed = held_fields(difference(before, after));
  const Value gone = difference(new_fields, old_fields);
  std::vector<Value> entries = entries_of(after);
  for (Value& entry : entries) {
    take_from(entry, gone);
    if (!is_writers(entry, writer)) take_from(entry, changed);
  }
  if (!changed.members().empty()) {
    Value& mine = writers_entry(entries, after, writer);
    Value fields = *mine.find("fieldsV1");
    add(fields, changed);
    set_fields(mine, std::move(fields), writer);
  }
  store(after, std::move(entries));
  return after;
}

Value applied(const Value& object, const Value& intent, const Writer& writer) {
  Value wanted = intent;
  for (const char* key : {"uid", "resourceVersion", "managedFields"}) wanted.remove({"metadata", key});
  Value after = merge_patched(object, wanted);
  const Value fields = held_fields(wanted);
  std::vector<Value> entries = entries_of(object);
  Value& mine = writers_entry(entries, wanted, writer);
  Value left_out = difference(fields, *mine.find("fieldsV1"));
  set_fields(mine, fields, writer);
  const Value changed = held_fields(difference(object, after));
  for (Value& entry : entries) {
    if (is_writers(entry, writer)) continue;
    subtract(left_out, *entry.find("fieldsV1"));
    take_from(entry, changed);
  }
  remove_leaves(after, left_out);
  store(after, std::move(entries));
  return after;
}

}  // namespace l7::live::fake
