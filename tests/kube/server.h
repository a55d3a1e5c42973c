#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kube/connection.h"

namespace l7::kube {

/// A request as the server got it. Header names are in lower case.
struct Asked {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;
  std::string body;
  /// Counts connections from 1.
  int connection = 0;
};

/// What is sent, as it is: parts with a pause before each; then the connection is kept or closed.
struct Reply {
  struct Part {
    std::string bytes;
    std::chrono::milliseconds pause{0};
  };
  std::vector<Part> parts{};
  bool close = false;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

Reply reply(int status, const std::string& body, const Headers& headers = {{"Content-Type", "application/json"}});
/// Chunks of an answer without an end, each after a pause.
Reply stream(const std::vector<Reply::Part>& chunks, bool ends = true);
/// Closes the connection without an answer.
Reply cut();

/// An HTTP/1.1 server on a loopback port of its own, which a function answers for; over TLS when asked.
class Server {
 public:
  using Answers = std::function<Reply(const Asked&)>;
  enum class Scheme { http, https };

  explicit Server(Answers answers, Scheme scheme = Scheme::http);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// How to reach it; with the token "secret-token", and its certificate (for localhost only) as authority.
  Connection connection() const;
  std::string port() const;
  std::vector<Asked> asked() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace l7::kube
