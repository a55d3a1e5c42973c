#include "cli/style.h"

#include "cli/colour.h"
#include "platform/terminal.h"

namespace l7::cli {

std::string Style::painted(std::string_view escape, std::string_view text) const {
  if (!colour || escape.empty() || text.empty()) return std::string(text);
  return std::string(escape) + std::string(text) + std::string(code::plain);
}

std::string Style::mark(State state) const {
  switch (state) {
    case State::ready: return painted(code::green, utf8 ? "✓" : "ok");
    case State::waiting: return painted(code::yellow, utf8 ? "…" : "..");
    case State::failed: return painted(code::red, utf8 ? "✗" : "x ");
    case State::unknown: return painted(code::yellow, utf8 ? "?" : "? ");
  }
  return {};
}

std::string Style::mark(Severity severity) const {
  switch (severity) {
    case Severity::note: return painted(code::cyan, utf8 ? "i" : "i ");
    case Severity::warning: return painted(code::yellow, utf8 ? "!" : "! ");
    case Severity::error: return painted(code::red, utf8 ? "✗" : "x ");
  }
  return {};
}

Style style_for(std::string_view choice, int fd) {
  return {wants_colour(choice, fd), platform::is_utf8_locale(), platform::terminal_width(fd)};
}

}  // namespace l7::cli
