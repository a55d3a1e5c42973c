#include "kube/lines.h"

namespace l7::kube {

std::optional<std::string> Lines::next(const std::string& text) {
  const std::size_t end = text.find('\n', looked_at_);
  if (end == std::string::npos) {
    looked_at_ = text.size();
    return std::nullopt;
  }
  std::string line = text.substr(begin_, end - begin_);
  begin_ = looked_at_ = end + 1;
  return line;
}

void Lines::drop(std::string& text) {
  text.erase(0, begin_);
  looked_at_ -= begin_;
  begin_ = 0;
}

}  // namespace l7::kube
