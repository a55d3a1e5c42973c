#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/connection.h"
#include "kube/credentials.h"
#include "kube/limits.h"
#include "kube/proxy.h"

namespace l7::kube {

struct Request {
  std::string method = "GET";
  /// Path and query, behind the server's own prefix.
  std::string target{};
  std::string accept = "application/json";
  std::string content_type{};
  /// Further ones, which may be shown.
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  /// Neither body is for any log: they hold keys or tokens.
  bool confidential = false;
  /// An answer without an end: no time limit, no compression; whoever reads it takes from Transfer::response.body.
  bool endless = false;
  /// Instead of the connection's; 0 for none.
  std::optional<std::chrono::milliseconds> time_limit{};
  /// Of the answer in bytes, decoded, or of what is left of an endless one; 0 for the transport's.
  std::size_t largest = 0;
  /// What it is about, for messages: "Service milvus/my-release".
  std::string subject{};

  bool reads() const { return method == "GET"; }
};

struct Response {
  /// HTTP's; 0 as long as there is none.
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name (in lower case), or "".
  const std::string& header(std::string_view name) const;
};

/// Why no answer came, or not all of it.
struct Failure {
  enum class Kind {
    refused,  ///< nobody listens there
    broken,   ///< the connection ended before the answer did
    timeout,
    other,  ///< names, certificates, proxies
  } kind = Kind::other;
  /// In Go's words: "dial tcp: lookup x: no such host".
  std::string text;
  /// Of a timeout: the request was sent.
  bool connected = false;
};

/// One request under way. It is given up when this goes.
class Transfer {
 public:
  struct Impl;
  explicit Transfer(std::unique_ptr<Impl> impl);
  ~Transfer();
  Transfer(Transfer&&) noexcept;
  Transfer& operator=(Transfer&&) noexcept;

  bool done() const;
  /// Nothing when the answer is complete; meaningful when done.
  const Failure* failure() const;
  Response& response();
  std::chrono::milliseconds duration() const;

 private:
  std::unique_ptr<Impl> impl_;
};

/// HTTP to one server over kept connections, one where the server speaks HTTP/2. Not for several threads.
class Transport {
 public:
  /// `largest` is the limit of an answer's size in bytes, decoded; a longer one is a failure.
  explicit Transport(const Connection& connection, std::size_t largest = Limits{}.answer);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  const Endpoint& server() const;
  /// The proxy in use as host and port, without its credentials; "" for none.
  const std::string& proxy() const;
  /// `https://host:port/prefix/target`, for messages and the log.
  std::string url(const Request& request) const;
  /// The headers of a request, without those of the credential.
  std::vector<std::pair<std::string, std::string>> headers(const Request& request) const;

  /// Throws Error when the credential's certificate and key cannot be used.
  Transfer start(const Request& request, const Credential& credential);
  /// Moves all transfers on; waits for something to happen, at most that long. A signal ends the wait.
  void work(std::chrono::milliseconds at_most);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace l7::kube
