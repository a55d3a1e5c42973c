#include "model/value.h"

#include <algorithm>
#include <charconv>

#include "model/error.h"
namespace l7 {

Value Value::number(std::string text) {
  Value value(std::move(text));
  value.kind_ = Kind::number;
  return value;
}

Value Value::list(std::vector<Value> items) {
  Value value;
  value.kind_ = Kind::list;
  value.items_ = std::move(items);
  return value;
}

Value Value::map(std::vector<Member> members) {
  Value value;
  value.kind_ = Kind::map;
  value.members_ = std::move(members);
  return value;
}

int Value::as_int(int otherwise) const {
  if (kind_ != Kind::number && kind_ != Kind::string) return otherwise;
  int number = 0;
  const char* end = text_.data() + text_.size();
  auto [stop, error] = std::from_chars(text_.data(), end, number);
  return error == std::errc() && stop == end ? number : otherwise;
}

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members_) {
    if (member.first == key) return &member.second;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

const Value* Value::find(const Path& path) const {
  const Value* at = this;
  for (const Step& step : path) {
    if (step.is_index()) {
      at = step.index < at->items_.size() ? &at->items_[step.index] : nullptr;
    } else {
      at = at->find(std::string_view(step.key));
    }
    if (!at) return nullptr;
  }
  return at;
}

const std::string& Value::text_at(const Path& path) const {
  static const std::string nothing;
  const Value* at = find(path);
  return at ? at->text_ : nothing;
}

const std::vector<Value>& Value::items_at(const Path& path) const {
  static const std::vector<Value> none;
  const Value* at = find(path);
  return at ? at->items() : none;
}

int Value::number_at(const Path& path, int otherwise) const {
  const Value* at = find(path);
  return at ? at->as_int(otherwise) : otherwise;
}

namespace {

/// Whatever was read may have any shape.
Error misshapen(const Path& path) {
  return {"on the way to " + to_string(path) + " stands another kind of value than Kubernetes has there", "",
          "correct the object; kubectl explain says what belongs there"};
}

}  // namespace

Value& Value::set(std::string_view key, Value value) {
  if (kind_ == Kind::null) kind_ = Kind::map;
  if (kind_ != Kind::map) throw misshapen({key});
  if (Value* old = find(key)) return *old = std::move(value);
  return members_.emplace_back(std::string(key), std::move(value)).second;
}

void Value::set(const Path& path, Value value) {
  Value* at = this;
  for (const Step& step : path) {
    if (step.is_index()) {
      if (step.index >= at->items_.size()) throw misshapen(path);
      at = &at->items_[step.index];
    } else {
      if (at->kind_ != Kind::map && at->kind_ != Kind::null) throw misshapen(path);
      Value* member = at->find(std::string_view(step.key));
      at = member ? member : &at->set(step.key, Value());
    }
  }
  *at = std::move(value);
}

bool Value::remove(const Path& path) {
  if (path.empty()) return false;
  Path parents(path.begin(), path.end() - 1);
  auto* at = const_cast<Value*>(find(parents));
  if (!at) return false;
  const Step& last = path.back();
  if (last.is_index()) {
    if (last.index >= at->items_.size()) return false;
    at->items_.erase(at->items_.begin() + static_cast<std::ptrdiff_t>(last.index));
    return true;
  }
  return std::erase_if(at->members_, [&](const Member& member) { return member.first == last.key; }) > 0;
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_ || a.text_ != b.text_ || a.items_ != b.items_) return false;
  if (a.members_.size() != b.members_.size()) return false;
  // Mostly the keys come in the same order, so the next one is tried before a search.
  std::size_t next = 0;
  return std::all_of(a.members_.begin(), a.members_.end(), [&](const Value::Member& member) {
    if (next >= b.members_.size() || b.members_[next].first != member.first) {
      const auto found = std::find_if(b.members_.begin(), b.members_.end(),
                                      [&](const Value::Member& other) { return other.first == member.first; });
      next = static_cast<std::size_t>(found - b.members_.begin());
    }
    return next < b.members_.size() && b.members_[next++].second == member.second;
  });
}

namespace {

void quote(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += hex[c >> 4 & 15];
          out += hex[c & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void write(std::string& out, const Value& value) {
  const char* separator = "";
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; break;
    case Value::Kind::boolean:
    case Value::Kind::number: out += value.text(); break;
    case Value::Kind::string: quote(out, value.text()); break;
    case Value::Kind::list:
      out += '[';
      for (const Value& item : value.items()) {
        out += std::exchange(separator, ",");
        write(out, item);
      }
      out += ']';
      break;
    case Value::Kind::map:
      out += '{';
      for (const auto& [key, member] : value.members()) {
        out += std::exchange(separator, ",");
        quote(out, key);
        out += ':';
        write(out, member);
      }
      out += '}';
      break;
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace l7
