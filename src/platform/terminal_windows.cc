#include <io.h>
#include <windows.h>

#include "platform/terminal.h"

namespace l7::platform {
namespace {

HANDLE handle(int fd) { return reinterpret_cast<HANDLE>(::_get_osfhandle(fd)); }

DWORD mode_of(int fd) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle(fd), &mode) ? mode : 0;
}

}  // namespace

// Not by _isatty, which takes NUL for one.
bool is_terminal(int fd) {
  DWORD ignored = 0;
  return ::GetConsoleMode(handle(fd), &ignored) != 0;
}

bool can_redraw(int fd) { return (mode_of(fd) & ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0; }

std::size_t terminal_width(int fd) {
  CONSOLE_SCREEN_BUFFER_INFO screen;
  if (!::GetConsoleScreenBufferInfo(handle(fd), &screen)) return 0;
  return static_cast<std::size_t>(screen.srWindow.Right - screen.srWindow.Left + 1);
}

bool is_utf8_locale() { return true; }

}  // namespace l7::platform
