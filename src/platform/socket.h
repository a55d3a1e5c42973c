#pragma once

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>
#endif

/// Where the sockets of Windows differ from those of all others; the rest goes by the same names in both. A socket is
/// an `int` in either: Windows' handles fit (OpenSSL relies on that as well). Errors are values of errno.
namespace l7::platform {

/// To be called before anything that has to do with names or sockets.
void start_sockets();

/// Begins to connect a TCP socket that does not block and that programs do not inherit. Sets `error` to 0 when it is
/// connected, to EINPROGRESS when it will be, or to what is wrong. The socket, to be closed by the caller, or -1.
int begin_connection(const sockaddr* address, socklen_t size, int& error);

/// What became of a connection that was in progress: 0 for success.
int connection_error(int socket);

/// Waits until a socket can be read from or written to: 1, or 0 when the time is over. Less than 0 with errno set.
int wait_for_socket(int socket, bool to_write, int milliseconds);

void close_socket(int socket);

/// The errno of an error number as the system's sockets give it, which are numbers of their own on Windows.
int errno_of_socket_error(long number);

}  // namespace l7::platform
