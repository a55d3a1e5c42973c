#include "platform/socket.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace l7::platform {

void start_sockets() {}

int begin_connection(const sockaddr* address, socklen_t size, int& error) {
  const int made = ::socket(address->sa_family, SOCK_STREAM, 0);
  error = made < 0 ? errno : 0;
  if (made < 0) return made;
  ::fcntl(made, F_SETFD, FD_CLOEXEC);
  ::fcntl(made, F_SETFL, ::fcntl(made, F_GETFL) | O_NONBLOCK);
  if (::connect(made, address, size) != 0) error = errno;
  return made;
}

int connection_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int wait_for_socket(int socket, bool to_write, int milliseconds) {
  pollfd wanted = {socket, static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
  return ::poll(&wanted, 1, milliseconds);
}

void close_socket(int socket) { ::close(socket); }

int errno_of_socket_error(long number) { return static_cast<int>(number); }

}  // namespace l7::platform
