#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <cstdlib>
#include <initializer_list>

#include "platform/descriptor.h"
#include "platform/standard_streams.h"

namespace l7::platform {
namespace {

/// How the console was found. Its modes stay behind when a program ends.
struct Console {
  UINT code_page = 0;
  std::array<DWORD, 2> modes{};
};

Console before;

constexpr std::array<DWORD, 2> outputs = {STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

void restore_console() {
  if (before.code_page != 0) ::SetConsoleOutputCP(before.code_page);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (before.modes[i] != 0) ::SetConsoleMode(::GetStdHandle(outputs[i]), before.modes[i]);
  }
}

void prepare_console() {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const HANDLE output = ::GetStdHandle(outputs[i]);
    if (!::GetConsoleMode(output, &before.modes[i])) continue;
    before.code_page = ::GetConsoleOutputCP();
    ::SetConsoleMode(output, before.modes[i] | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
  }
  if (before.code_page == 0) return;
  std::atexit(restore_console);
  ::SetConsoleOutputCP(CP_UTF8);
}

}  // namespace

void prepare_standard_streams() {
  for (const int fd : {standard_input, standard_output, standard_error}) {
    // The lowest free number is the one that is given out, here opened the wrong way round.
    if (::_get_osfhandle(fd) < 0) static_cast<void>(::_open("NUL", fd == standard_input ? _O_WRONLY : _O_RDONLY));
    ::_setmode(fd, _O_BINARY);
  }
  prepare_console();
}

void widen_standard_pipes() {}

}  // namespace l7::platform
