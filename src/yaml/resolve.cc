#include "yaml/resolve.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <unordered_map>

#include "yaml/read.h"
#include "yaml/text.h"

namespace l7::yaml {
namespace {

constexpr std::size_t most_values = 1 << 16;
constexpr std::size_t deepest = 100;
/// Bytes of text that aliases may repeat: no API server takes a larger object.
constexpr std::size_t most_repeated = 3 << 20;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_null(std::string_view text) { return is_one_of(text, {"", "~", "null", "Null", "NULL"}); }
bool is_true(std::string_view text) {
  return is_one_of(text, {"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"});
}
bool is_false(std::string_view text) {
  return is_one_of(text, {"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"});
}

bool all_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// Digits of a base that fit into 64 bits; beyond them Kubernetes sees a string.
bool is_based(std::string_view digits, int base) {
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
  return error == std::errc() && stop == end;
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return is_based(text.substr(2), 16);
  if (text.starts_with("0o") || text.starts_with("0O")) return is_based(text.substr(2), 8);
  if (text.starts_with("0b") || text.starts_with("0B")) return is_based(text.substr(2), 2);
  return all_of(text, "0123456789");
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

/// Underscores may stand anywhere but in front and in what begins with a point.
bool is_number(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return true;
  if (text.find_first_of("0123456789+-.") != 0) return false;
  std::string bare(text);
  if (bare[0] != '.') std::erase(bare, '_');
  std::string_view digits = bare;
  if (digits[0] == '+' || digits[0] == '-') digits.remove_prefix(1);
  return is_integer(digits) || is_float(digits);
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
    if (++count_ > most_values) fail("its aliases make it larger than any Kubernetes object", node);
    if (++depth_ > deepest + 1) fail("its aliases nest it deeper than 100 levels", node);
    Value value = node.kind == Node::Kind::alias ? repeated(node) : content_of(node);
    if (node.anchor != 0 && node.kind != Node::Kind::alias) anchors_[node.anchor] = &node;
    --depth_;
    return value;
  }

 private:
  Value content_of(const Node& node) {
    switch (node.kind) {
      case Node::Kind::scalar:
        if (repeating_ != 0 && (repeated_ += node.text.size()) > most_repeated) {
          fail("its aliases make it larger than any Kubernetes object", node);
        }
        return scalar(node);
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
    const auto set = [&](std::string key, Value value) {
      const auto [place, added] = places.emplace(key, members.size());
      if (added) {
        members.emplace_back(std::move(key), std::move(value));
      } else {
        members[place->second].second = std::move(value);
      }
    };
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Node& key = node.children[i];
      if (!key.is_merge_key()) {
        // The key comes first: its anchor may be used in the value.
        std::string name = key_of(key);
        set(std::move(name), value_of(node.children[i + 1]));
        continue;
      }
      // Where a merge key stands matters to Kubernetes: it overrides what comes before it.
      for (Value& source : merged(node.children[i + 1])) {
        for (auto& [name, value] : source.members()) set(std::move(name), std::move(value));
      }
    }
    return Value::map(std::move(members));
  }

  /// The maps that a merge key stands for, those that win last.
  std::vector<Value> merged(const Node& node) {
    Value value = value_of(node);
    std::vector<Value> sources;
    if (value.is_list()) {
      sources = std::move(value.items());
      std::reverse(sources.begin(), sources.end());
    } else {
      sources.push_back(std::move(value));
    }
    if (!std::all_of(sources.begin(), sources.end(), [](const Value& source) { return source.is_map(); })) {
      fail("a merge key takes maps only", node);
    }
    return sources;
  }

  /// JSON's keys are strings, and Kubernetes takes no null for one.
  std::string key_of(const Node& key) {
    const Value value = value_of(key);
    if (value.is_list() || value.is_map()) {
      fail("a collection cannot be a key", key);
    }
    if (value.is_null()) fail("null cannot be a key", key);
    return value.text();
  }

  Value repeated(const Node& alias) {
    const auto found = anchors_.find(alias.anchor);
    if (found == anchors_.end()) fail("an alias stands inside what it refers to", alias);
    ++repeating_;
    Value value = value_of(*found->second);
    --repeating_;
    return value;
  }

  [[noreturn]] void fail(const std::string& what, const Node& node) const {
    throw ReadError(what, line_at(text_, node.begin == Node::nowhere ? 0 : node.begin));
  }

  std::string_view text_;
  std::unordered_map<std::size_t, const Node*> anchors_;
  std::size_t count_ = 0;
  std::size_t depth_ = 0;
  /// Aliases that are being followed, and the bytes of text that they have repeated.
  std::size_t repeating_ = 0;
  std::size_t repeated_ = 0;
};

}  // namespace

Value resolve(const Node& root, std::string_view text) { return Resolver(text).value_of(root); }

bool is_plain_string(std::string_view text) {
  return !is_null(text) && !is_true(text) && !is_false(text) && !is_number(text);
}

}  // namespace l7::yaml
