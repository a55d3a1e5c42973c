#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "model/error.h"
#include "model/path.h"
#include "model/value.h"

namespace l7 {

/// A text inside an object that cannot be read. `line` counts from 1 at its beginning.
class TextError : public Error {
 public:
  TextError(const std::string& what, std::string place, std::string remedy, std::size_t at)
      : Error(what, std::move(place), std::move(remedy)), line(at) {}
  std::size_t line;
};

/// One change inside a text: sets what is at `path`, or removes it where `value` is empty.
struct TextEdit {
  Path path;
  std::optional<Value> value;
};

/// How a text that an object holds, such as user.yaml or the JSON of an annotation, is read and edited. The rooms that
/// plan take it from their caller, so that they need no library for it.
struct TextFormat {
  /// Throws TextError.
  Value (*read)(std::string_view text);
  /// The text with the edits made, and every other byte as it was. Throws Error when a place cannot be edited.
  std::string (*edit)(std::string_view text, std::span<const TextEdit> edits);
};

}  // namespace l7
