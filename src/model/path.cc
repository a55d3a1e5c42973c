#include "model/path.h"

#include <algorithm>

namespace l7 {
namespace {

bool is_identifier(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
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
