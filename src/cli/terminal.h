#pragma once

#include <cstddef>

/// What the system knows about the terminal. The only file of this room, beside colour, that asks for it.
namespace l7::cli {

bool is_terminal(int fd);

/// Whether the line a cursor stands on can be drawn again: a terminal that is not "dumb".
bool can_redraw(int fd);

/// Columns of the terminal; 0 when this is none, or it does not know.
std::size_t terminal_width(int fd);

/// Whether the locale (LC_ALL, else LC_CTYPE, else LANG: POSIX, XBD 8.2) says that text is UTF-8.
bool is_utf8_locale();

}  // namespace l7::cli
