#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace l7::cli {

/// Rows under headings as kubectl prints them: columns as wide as their widest cell, three spaces between them, nothing
/// behind the last, `<none>` in empty cells. Cells may hold anything; they are made printable.
class Table {
 public:
  /// Headings in upper case.
  explicit Table(std::vector<std::string_view> headings);

  /// A row has a cell for each heading.
  void add(std::vector<std::string> cells);

  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace l7::cli
