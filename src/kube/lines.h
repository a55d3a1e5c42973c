#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace l7::kube {

/// The lines of a text that comes in pieces. Each piece is looked at once: a line that comes byte by byte takes no
/// longer than it is long.
class Lines {
 public:
  /// The next whole line of `text`, to which pieces are appended, without its end; nothing when none is left.
  std::optional<std::string> next(const std::string& text);
  /// Removes what has been handed over.
  void drop(std::string& text);

 private:
  std::size_t begin_ = 0;
  std::size_t looked_at_ = 0;
};

}  // namespace l7::kube
