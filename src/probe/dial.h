#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "platform/socket.h"

namespace l7::probe {

using Deadline = std::chrono::steady_clock::time_point;

/// Where a TCP connection may go.
struct Address {
  sockaddr_storage socket_address{};
  socklen_t size = 0;

  /// The IP address alone: `203.0.113.7`, `2001:db8::7`.
  std::string ip() const;
};

/// The addresses of a DNS name, or the one that an IP address is, in the resolver's order. Throws Error when there are
/// none, or the resolver fails, with its reason.
std::vector<Address> resolve(const std::string& host, int port);

/// A connected TCP socket that does not block; closed when it goes.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  int fd() const { return fd_; }
  /// Waits until it can be read from or written to; false when the deadline has passed.
  bool wait(bool to_write, Deadline deadline) const;

 private:
  int fd_;
};

/// Throws Error: refused, no way there, or no answer by the deadline.
Socket connect(const Address& address, Deadline deadline);

}  // namespace l7::probe
