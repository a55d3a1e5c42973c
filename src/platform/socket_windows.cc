#include "platform/socket.h"

#include <cerrno>
#include <initializer_list>

namespace l7::platform {
namespace {

int last_error() { return errno_of_socket_error(::WSAGetLastError()); }

SOCKET handle(int socket) { return static_cast<SOCKET>(socket); }

}  // namespace

void start_sockets() {
  static const bool started = [] {
    WSADATA ignored;
    return ::WSAStartup(MAKEWORD(2, 2), &ignored) == 0;
  }();
  static_cast<void>(started);
}

int begin_connection(const sockaddr* address, socklen_t size, int& error) {
  const SOCKET made = ::WSASocketW(address->sa_family, SOCK_STREAM, IPPROTO_TCP, nullptr, 0,
                                   WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  error = made == INVALID_SOCKET ? last_error() : 0;
  if (made == INVALID_SOCKET) return -1;
  unsigned long yes = 1;
  ::ioctlsocket(made, static_cast<long>(FIONBIO), &yes);
  if (::connect(made, address, size) != 0) error = last_error();
  return static_cast<int>(made);
}

int connection_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  const int code = ::getsockopt(handle(socket), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size);
  return code == 0 ? errno_of_socket_error(error) : last_error();
}

// Not with WSAPoll, which keeps quiet about refused connections before Windows 10, version 2004.
int wait_for_socket(int socket, bool to_write, int milliseconds) {
  fd_set wanted, failed;
  for (fd_set* set : {&wanted, &failed}) {
    FD_ZERO(set);
    FD_SET(handle(socket), set);
  }
  const timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
  const int ready = ::select(0, to_write ? nullptr : &wanted, to_write ? &wanted : nullptr, &failed, &time);
  if (ready < 0) errno = last_error();
  return ready > 0 ? 1 : ready;
}

void close_socket(int socket) { ::closesocket(handle(socket)); }

int errno_of_socket_error(long number) {
  switch (number) {
    case WSAEWOULDBLOCK:
    case WSAEINPROGRESS: return EINPROGRESS;
    case WSAEINTR: return EINTR;
    case WSAEACCES: return EACCES;
    case WSAEINVAL: return EINVAL;
    case WSAEMFILE: return EMFILE;
    case WSAEAFNOSUPPORT: return EAFNOSUPPORT;
    case WSAEADDRINUSE: return EADDRINUSE;
    case WSAEADDRNOTAVAIL: return EADDRNOTAVAIL;
    case WSAENETDOWN: return ENETDOWN;
    case WSAENETUNREACH: return ENETUNREACH;
    case WSAECONNABORTED: return ECONNABORTED;
    case WSAECONNRESET: return ECONNRESET;
    case WSAENOTCONN: return ENOTCONN;
    case WSAETIMEDOUT: return ETIMEDOUT;
    case WSAECONNREFUSED: return ECONNREFUSED;
    case WSAEHOSTUNREACH: return EHOSTUNREACH;
    default: return static_cast<int>(number);
  }
}

}  // namespace l7::platform
