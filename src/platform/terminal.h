#pragma once

#include <cstddef>

/// What the system knows about the terminal that a file descriptor is, if it is one.
namespace l7::platform {

bool is_terminal(int fd);

/// The file by which to write to the terminal of this program, wherever its streams go.
#ifdef _WIN32
inline constexpr const char* terminal_device = "CONOUT$";
#else
inline constexpr const char* terminal_device = "/dev/tty";
#endif

/// Whether the line a cursor stands on can be drawn again: a terminal that is not "dumb", a console that knows escape
/// sequences.
bool can_redraw(int fd);

/// Columns of the terminal; 0 when this is none, or it does not know.
std::size_t terminal_width(int fd);

/// Whether text is to be UTF-8: by the locale (LC_ALL, else LC_CTYPE, else LANG: POSIX, XBD 8.2). Windows' consoles are
/// told so by prepare_standard_streams().
bool is_utf8_locale();

}  // namespace l7::platform
