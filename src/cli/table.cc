#include "cli/table.h"

#include <algorithm>

#include "cli/columns.h"
#include "cli/printable.h"

namespace l7::cli {
namespace {

constexpr std::size_t gap = 3;

}  // namespace

Table::Table(std::vector<std::string_view> headings) { rows_.emplace_back(headings.begin(), headings.end()); }

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = cell.empty() ? "<none>" : printable(cell);
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += padded(row[i], widths[i] + gap);
    text += row.back() + '\n';
  }
  return text;
}

}  // namespace l7::cli
