// Any bytes: a value or an Error with a place; what is read is written and read again as it was, and a list comes apart
// into what it is as a whole.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check.h"
#include "kube/json.h"
#include "model/error.h"

namespace {

using namespace l7;

std::optional<Value> read(std::string_view text) {
  try {
    return kube::parse_json(text);
  } catch (const Error& error) {
    check(error.where.starts_with("line "), "an error has a place");
    return std::nullopt;
  }
}

/// Where a name comes twice, the list's visitor sees items that the whole has not.
bool has_items_once(std::string_view text) {
  const std::size_t first = text.find("items");
  return first != std::string_view::npos && text.find("items", first + 1) == std::string_view::npos &&
         text.find('\\') == std::string_view::npos;
}

void check_list(std::string_view text, const Value& whole) {
  std::vector<Value> items;
  Value rest = kube::parse_list(text, [&](Value item) { items.push_back(std::move(item)); });
  const Value* expected = whole.find("items");
  check(!rest.find("items"), "the items are not in the rest");
  if (expected && expected->is_list()) {
    check(Value::list(std::move(items)) == *expected, "the items come as they are");
    rest.set("items", *expected);
    check(rest == whole, "the rest is all but the items");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::optional<Value> value = read(text);
  if (!value) return 0;
  const std::optional<Value> again = read(to_json(*value));
  check(again && *again == *value, "what is written is read as it was");
  const Value* items = value->find("items");
  if (items && (items->is_list() || items->is_null()) && has_items_once(text)) check_list(text, *value);
  return 0;
}
