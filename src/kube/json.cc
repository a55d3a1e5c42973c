#include "kube/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

#include "model/error.h"

namespace l7::kube {
namespace {

/// Far above any object of Kubernetes; what walks a Value recurses, so that a hostile answer must not go deeper.
constexpr std::size_t deepest = 500;
/// 88 bytes each, however short they are written. 500 pods with all that controllers write into them have a million.
constexpr std::size_t most_values = 2'000'000;

using Visit = std::function<void(Value item)>;

/// rapidjson takes an escaped second half of a surrogate pair for a character; Go puts U+FFFD there.
std::string text_of(const char* bytes, std::size_t size) {
  std::string text(bytes, size);
  for (std::size_t at = text.find('\xed'); at != std::string::npos; at = text.find('\xed', at + 1)) {
    if (at + 2 < size && static_cast<unsigned char>(text[at + 1]) >= 0xa0) text.replace(at, 3, "\xef\xbf\xbd");
  }
  return text;
}

/// Makes Values of rapidjson's events, with a stack of its own instead of recursion. With a visitor, the root's `items`
/// go there instead of into the root.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  explicit Builder(const Visit* visit) : visit_(visit) {}

  Value take() { return std::move(root_); }
  /// Whether the root has had a list of items.
  bool had_items() const { return had_items_; }
  /// Why it has ended the parsing.
  const std::string& refusal() const { return refusal_; }

  bool Null() { return add(Value()); }
  bool Bool(bool truth) { return add(Value(truth)); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add(Value::number(std::string(text, size)));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return add(Value(text_of(text, size))); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    open_.back().key = text_of(text, size);
    return true;
  }
  bool StartObject() { return open(Value::map()); }
  bool StartArray() {
    if (visit_ && open_.size() == 1 && open_[0].key == "items") in_items_ = had_items_ = true;
    return open(Value::list());
  }
  bool EndObject(rapidjson::SizeType) {
    keep_last(open_.back().value.members());
    return close();
  }
  bool EndArray(rapidjson::SizeType) {
    if (in_items_ && open_.size() == 2) {
      in_items_ = false;
      open_.pop_back();
      return true;
    }
    return close();
  }

 private:
  struct Open {
    Value value;
    std::string key;
  };

  bool open(Value container) {
    if (open_.size() == deepest) return refuse("it is nested more than " + std::to_string(deepest) + " levels deep");
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    Value closed = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(closed));
  }

  bool refuse(std::string why) {
    refusal_ = std::move(why);
    return false;
  }

  bool add(Value value) {
    if (++values_ > most_values) return refuse("it holds more than " + std::to_string(most_values) + " values");
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (in_items_ && open_.size() == 2) {
      (*visit_)(std::move(value));
    } else if (open_.back().value.is_list()) {
      open_.back().value.items().push_back(std::move(value));
    } else {
      open_.back().value.members().emplace_back(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  /// Of members with the same name the last one counts, as in Go. Found by sorting: a search for each would let a large
  /// map take quadratic time.
  void keep_last(std::vector<Value::Member>& members) {
    order_.clear();
    for (const Value::Member& member : members) order_.push_back(&member);
    const auto by_name = [](const Value::Member* a, const Value::Member* b) {
      const int order = a->first.compare(b->first);
      return order != 0 ? order < 0 : a < b;
    };
    std::sort(order_.begin(), order_.end(), by_name);
    std::vector<bool> superseded;
    for (std::size_t at = 0; at + 1 < order_.size(); ++at) {
      if (order_[at]->first != order_[at + 1]->first) continue;
      superseded.resize(members.size());
      superseded[static_cast<std::size_t>(order_[at] - members.data())] = true;
    }
    if (superseded.empty()) return;
    std::vector<Value::Member> kept;
    for (std::size_t at = 0; at < members.size(); ++at) {
      if (!superseded[at]) kept.push_back(std::move(members[at]));
    }
    members = std::move(kept);
  }

  const Visit* visit_;
  bool in_items_ = false;
  bool had_items_ = false;
  std::vector<Open> open_;
  std::vector<const Value::Member*> order_;
  Value root_;
  std::size_t values_ = 0;
  std::string refusal_;
};

/// The text itself may be a secret, so that it is not quoted.
[[noreturn]] void fail(std::string_view text, std::size_t at, const std::string& why) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last_break = before.rfind('\n');
  const std::size_t column = last_break == std::string_view::npos ? at + 1 : at - last_break;
  throw Error("invalid JSON: " + why, "line " + std::to_string(line) + ", column " + std::to_string(column),
              "look at what sends it: it is cut off or no JSON");
}

void parse(std::string_view text, Builder& builder) {
  constexpr unsigned flags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
  if (result.IsError()) {
    const std::size_t at = std::min(result.Offset(), text.size());
    const bool refused = result.Code() == rapidjson::kParseErrorTermination;
    fail(text, at, refused ? builder.refusal() : rapidjson::GetParseError_En(result.Code()));
  }
  // A zero byte looks like the end to rapidjson.
  if (stream.Tell() < text.size()) fail(text, stream.Tell(), "there is a zero byte in it");
}

}  // namespace

Value parse_json(std::string_view text) {
  Builder builder(nullptr);
  parse(text, builder);
  return builder.take();
}

Value parse_list(std::string_view text, const Visit& visit) {
  Builder builder(&visit);
  parse(text, builder);
  Value list = builder.take();
  if (!list.is_map()) fail(text, 0, "a list object is expected, and it is something else");
  // `items: null` is what Go writes for a list without any. A list of items is not in the root.
  const Value* items = list.find("items");
  if (items ? !items->is_null() : !builder.had_items()) fail(text, 0, "a list is expected, and there are no items");
  list.remove({"items"});
  return list;
}

}  // namespace l7::kube
