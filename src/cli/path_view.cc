#include "cli/path_view.h"

#include <algorithm>
#include <ostream>

#include "cli/columns.h"
#include "cli/printable.h"

namespace l7::cli {
namespace {

/// Narrower than this, wrapping makes a text harder to read, not easier.
constexpr std::size_t least_width = 20;

std::size_t room_behind(std::size_t column, const Style& style) {
  return style.width == 0 ? 0 : std::max(least_width, style.width - std::min(style.width, column));
}

}  // namespace

void draw_path(std::ostream& out, const Health& health, const Style& style) {
  std::size_t name_width = 0;
  for (const Hop& hop : health.hops) name_width = std::max(name_width, width_of(printable(hop.name)));
  const std::size_t text_column = style.mark_width() + 1 + name_width + 2;
  const std::size_t room = room_behind(text_column, style);

  out << padded(style.utf8 ? "●" : "o", style.mark_width()) << " client\n";
  for (const Hop& hop : health.hops) {
    const bool last = &hop == &health.hops.back();
    const std::string name = printable(hop.name);
    const std::string value = printable(hop.value.empty() ? std::string(to_string(hop.state)) : hop.value);
    out << style.mark(hop.state) << ' ' << style.painted(code::bold, name)
        << std::string(name_width + 2 - width_of(name), ' ') << value << '\n';
    if (hop.reason.empty()) continue;
    // The way goes on beside the reason.
    const std::string gutter = padded(last ? " " : style.utf8 ? "│" : "|", text_column);
    for (const std::string& line : wrapped(printable(hop.reason), room)) {
      out << gutter << style.painted(hop.state == State::failed ? code::red : code::yellow, line) << '\n';
    }
  }
}

}  // namespace l7::cli
