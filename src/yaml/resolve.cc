#include "yaml/resolve.h"

#include <algorithm>
#include <unordered_map>

#include "yaml/read.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

constexpr std::size_t most_values = 1 << 16;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_null(std::string_view text) { return is_one_of(text, {"", "~", "null", "Null", "NULL"}); }
bool is_true(std::string_view text) {
  return is_one_of(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"});
}
bool is_false(std::string_view text) {
  return is_one_of(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"});
}

bool all_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return all_of(text.substr(2), "0123456789abcdefABCDEF_");
  if (text.starts_with("0o")) return all_of(text.substr(2), "01234567_");
  if (text.starts_with("0b")) return all_of(text.substr(2), "01_");
  return !text.starts_with('_') && all_of(text, "0123456789_");
}

/// [digits][.digits][e[sign]digits] with a digit before the exponent.
bool is_float(std::string_view text) {
  if (is_one_of(text, {".inf", ".Inf", ".INF"})) return true;
  const std::size_t exponent = text.find_first_of("eE");
  std::string_view mantissa = text.substr(0, exponent);
  if (exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('+') || power.starts_with('-')) power.remove_prefix(1);
    if (!all_of(power, "0123456789")) return false;
  }
  const std::size_t dot = mantissa.find('.');
  if (dot == std::string_view::npos) return all_of(mantissa, "0123456789");
  const std::string_view whole = mantissa.substr(0, dot);
  const std::string_view fraction = mantissa.substr(dot + 1);
  return (whole.empty() || all_of(whole, "0123456789")) && (fraction.empty() || all_of(fraction, "0123456789")) &&
         !(whole.empty() && fraction.empty());
}

bool is_number(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return is_integer(text) || is_float(text);
}

Value plain(const std::string& text) {
  if (is_null(text)) return {};
  if (is_true(text)) return true;
  if (is_false(text)) return false;
  if (is_number(text)) return Value::number(text);
  return text;
}

Value scalar(const Node& node) {
  static constexpr std::string_view core = "tag:yaml.org,2002:";
  if (node.tag == "?") return plain(node.text);
  if (node.tag == "!" || !std::string_view(node.tag).starts_with(core)) return node.text;
  const std::string_view type = std::string_view(node.tag).substr(core.size());
  return is_one_of(type, {"int", "float", "bool", "null"}) ? plain(node.text) : Value(node.text);
}

class Resolver {
 public:
  explicit Resolver(std::string_view text) : text_(text) {}

  Value value_of(const Node& node) {
    if (++count_ > most_values) {
      const std::size_t at = node.begin == Node::nowhere ? 0 : node.begin;
      throw ReadError("its aliases make it larger than any Kubernetes object", line_at(text_, at));
    }
    if (node.kind == Node::Kind::alias) return value_of(*target(node));
    Value value = content_of(node);
    if (node.anchor != 0) anchors_[node.anchor] = &node;
    return value;
  }

 private:
  Value content_of(const Node& node) {
    switch (node.kind) {
      case Node::Kind::scalar: return scalar(node);
      case Node::Kind::sequence: return list_of(node);
      case Node::Kind::map: return map_of(node);
      default: return {};
    }
  }

  Value list_of(const Node& node) {
    std::vector<Value> items;
    items.reserve(node.children.size());
    for (const Node& child : node.children) items.push_back(value_of(child));
    return Value::list(std::move(items));
  }

  Value map_of(const Node& node) {
    std::vector<Value::Member> members;
    std::unordered_map<std::string, std::size_t> places;
    std::vector<Value> merged;
    const auto set = [&](const std::string& key, Value value, bool overwrite) {
      const auto [place, added] = places.emplace(key, members.size());
      if (added) {
        members.emplace_back(key, std::move(value));
      } else if (overwrite) {
        members[place->second].second = std::move(value);
      }
    };
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Node& key = node.children[i];
      Value value = value_of(node.children[i + 1]);
      if (key.is_merge_key()) {
        merged.push_back(std::move(value));
      } else {
        set(key_of(key), std::move(value), true);
      }
    }
    for (const Value& source : merged) {
      for (const auto& [key, value] : source.members()) set(key, value, false);
      for (const Value& item : source.items()) {
        for (const auto& [key, value] : item.members()) set(key, value, false);
      }
    }
    return Value::map(std::move(members));
  }

  /// JSON's keys are strings: null is "null", everything else its text.
  std::string key_of(const Node& key) {
    const Value value = value_of(key);
    if (value.is_list() || value.is_map()) {
      throw ReadError("a collection cannot be a key", line_at(text_, key.begin));
    }
    return value.is_null() ? "null" : value.text();
  }

  const Node* target(const Node& alias) const {
    const auto found = anchors_.find(alias.anchor);
    if (found == anchors_.end()) {
      throw ReadError("an alias stands inside what it refers to", line_at(text_, alias.begin));
    }
    return found->second;
  }

  std::string_view text_;
  std::unordered_map<std::size_t, const Node*> anchors_;
  std::size_t count_ = 0;
};

}  // namespace

Value resolve(const Node& root, std::string_view text) { return Resolver(text).value_of(root); }

bool is_plain_string(std::string_view text) {
  return !is_null(text) && !is_true(text) && !is_false(text) && !is_number(text);
}

}  // namespace l7::yaml
