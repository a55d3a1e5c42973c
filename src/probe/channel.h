#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace l7::probe {

/// Where and how to call.
struct Target {
  /// The name for :authority and TLS.
  std::string host;
  int port = 443;
  /// The IP address to go to.
  std::string ip;
  /// PEM; the system's authorities when empty.
  std::string trusted;
  /// Header fields of every call; never shown.
  std::vector<std::pair<std::string, std::string>> metadata;
  /// Whatever certificate is shown will do.
  bool any_certificate = false;
};

/// What came back for a call: gRPC's answer, or that of something that speaks HTTP only.
struct CallAnswer {
  int http_status = 0;
  /// Whether it came over HTTP/2.
  bool http2 = false;
  std::string content_type;
  std::string server;
  /// Nothing when there was none: then no gRPC server has answered.
  std::optional<int> grpc_status;
  std::string grpc_message;
  /// The first message, without its frame.
  std::string message;
  std::chrono::microseconds took{0};
};

/// Unary gRPC calls over one kept HTTP/2 connection (gRPC over HTTP/2, "PROTOCOL-HTTP2.md"), by libcurl. No proxy is
/// used: the balancer is what is looked at.
class Channel {
 public:
  explicit Channel(Target target);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// `method` is `/package.Service/Method`. Throws Error when no answer came at all, or not in time.
  CallAnswer call(const std::string& method, std::string_view message, std::chrono::milliseconds limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace l7::probe
