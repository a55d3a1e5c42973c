#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/path.h"

namespace l7 {

/// A Kubernetes object, or a part of one, as every API server, manifest and patch sees it: JSON's six kinds.
///
/// Numbers keep the text they were written with, so nothing is lost above 2^53 or in a float, and maps keep the order
/// of their keys. Two values are equal when kinds and contents are; the order of keys does not count.
class Value {
 public:
  enum class Kind { null, boolean, number, string, list, map };
  using Member = std::pair<std::string, Value>;

  Value() = default;
  Value(const char* text) : kind_(Kind::string), text_(text) {}
  Value(std::string_view text) : kind_(Kind::string), text_(text) {}
  Value(std::string text) : kind_(Kind::string), text_(std::move(text)) {}
  Value(bool truth) : kind_(Kind::boolean), text_(truth ? "true" : "false") {}
  Value(int number) : kind_(Kind::number), text_(std::to_string(number)) {}

  /// A number from the text it is written with; the caller vouches that it is one.
  static Value number(std::string text);
  static Value list(std::vector<Value> items = {});
  static Value map(std::vector<Member> members = {});

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_map() const { return kind_ == Kind::map; }

  /// The text of a string, number or boolean as written; empty for the others.
  const std::string& text() const { return text_; }
  bool is_true() const { return kind_ == Kind::boolean && text_ == "true"; }
  /// A number, or a string of decimal digits, as int; `otherwise` for anything else or beyond int.
  int as_int(int otherwise) const;

  const std::vector<Value>& items() const { return items_; }
  std::vector<Value>& items() { return items_; }
  const std::vector<Member>& members() const { return members_; }
  std::vector<Member>& members() { return members_; }

  /// The member of that name, or nullptr: also when this is no map.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// What stands at the path, or nullptr.
  const Value* find(const Path& path) const;
  /// The text at the path, or "" where nothing stands there.
  const std::string& text_at(const Path& path) const;
  /// The items of the list at the path; none where there is no list.
  const std::vector<Value>& items_at(const Path& path) const;
  /// The number at the path, as as_int() reads it; `otherwise` also where nothing is.
  int number_at(const Path& path, int otherwise) const;

  /// Sets a member of this map, at its old place or at the end; a null value becomes a map first.
  Value& set(std::string_view key, Value value);
  /// Sets what stands at the path; missing maps on the way are made. A list's index must exist.
  void set(const Path& path, Value value);
  /// Removes what stands at the path; whether there was something.
  bool remove(const Path& path);

  friend bool operator==(const Value& a, const Value& b);

 private:
  Kind kind_ = Kind::null;
  std::string text_;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

/// Compact JSON, keys in the order of the map. Used in messages and in annotation values.
std::string to_json(const Value& value);

}  // namespace l7
