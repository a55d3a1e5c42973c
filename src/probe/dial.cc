#include "probe/dial.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>
#include <utility>

#include "model/error.h"

namespace l7::probe {
namespace {

constexpr const char* no_way = "see whether a firewall, --inbound-cidrs or a security group keeps you out";

[[noreturn]] void fail(int reason) {
  if (reason == ECONNREFUSED) {
    throw Error("nothing listens there: connection refused", "",
                "check address and port; a balancer listens on 443 once its Ingress has a certificate");
  }
  throw Error(std::string("no TCP connection: ") + std::strerror(reason), "", no_way);
}

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, INT_MAX));
}

}  // namespace

std::string Address::ip() const {
  std::array<char, NI_MAXHOST> text{};
  const int code = getnameinfo(reinterpret_cast<const sockaddr*>(&socket_address), size, text.data(), text.size(),
                               nullptr, 0, NI_NUMERICHOST);
  return code == 0 ? text.data() : "";
}

std::vector<Address> resolve(const std::string& host, int port) {
  platform::start_sockets();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (code != 0) {
    throw Error("the name " + host + " has no address: " + gai_strerror(code), "",
                "point its DNS record at the balancer (kubectl milvus-l7 status shows the address), or give --address");
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* at = list; at; at = at->ai_next) {
    Address& address = addresses.emplace_back();
    std::memcpy(&address.socket_address, at->ai_addr, at->ai_addrlen);
    address.size = static_cast<socklen_t>(at->ai_addrlen);
  }
  return addresses;
}

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) platform::close_socket(fd_);
}

bool Socket::wait(bool to_write, Deadline deadline) const {
  for (;;) {
    const int ready = platform::wait_for_socket(fd_, to_write, milliseconds_until(deadline));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) fail(errno);
  }
}

Socket connect(const Address& address, Deadline deadline) {
  int reason = 0;
  Socket socket(
      platform::begin_connection(reinterpret_cast<const sockaddr*>(&address.socket_address), address.size, reason));
  if (reason == EINPROGRESS) {
    if (!socket.wait(true, deadline)) throw Error("no answer to a TCP connection", "", no_way);
    reason = platform::connection_error(socket.fd());
  }
  if (reason != 0) fail(reason);
  return socket;
}

}  // namespace l7::probe
