// Any bytes: a value or a ReadError with a line of the text, and a value that is emitted is read again as it was.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "check.h"
#include "yaml/edit.h"
#include "yaml/read.h"

namespace {

using namespace l7;

std::optional<Value> read(std::string_view text) {
  try {
    return yaml::read(text);
  } catch (const yaml::ReadError& error) {
    const auto breaks = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    check(error.line >= 1 && error.line <= breaks + 1, "the line of an error is in the text");
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::optional<Value> value = read(text);
  if (!value) return 0;
  // Escapes may hold characters that cannot be written as they are.
  const std::optional<Value> again = read(yaml::emit(*value));
  check(!again || *again == *value, "what is emitted is read as it was");
  return 0;
}
