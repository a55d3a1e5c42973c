#include "platform/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace l7::platform {
namespace {

void widen([[maybe_unused]] int fd) {
#ifdef __linux__
  // The largest size that Linux gives to a user without privileges (fs.pipe-max-size); the default is 64 KiB.
  constexpr int pipe_size = 1 << 20;
  // Fails harmlessly on what is no pipe.
  static_cast<void>(::fcntl(fd, F_SETPIPE_SZ, pipe_size));
#endif
}

}  // namespace

void prepare_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest free number is the one that is given out, here opened the wrong way round.
    if (::fcntl(fd, F_GETFD) < 0) static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
}

void widen_standard_pipes() {
  widen(STDIN_FILENO);
  widen(STDOUT_FILENO);
}

}  // namespace l7::platform
