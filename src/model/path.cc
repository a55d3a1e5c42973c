#include "model/path.h"

#include <algorithm>

#include "model/text.h"

namespace l7 {
namespace {

bool is_identifier(std::string_view key) {
  return !key.empty() &&
         std::all_of(key.begin(), key.end(), [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; });
}

}  // namespace

std::string to_string(const Path& path) {
  std::string out;
  for (const Step& step : path) {
    if (step.is_index()) {
      out += '[' + std::to_string(step.index) + ']';
    } else if (is_identifier(step.key)) {
      out += (out.empty() ? "" : ".") + step.key;
    } else {
      out += "[\"" + step.key + "\"]";
    }
  }
  return out;
}

}  // namespace l7
