#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kube/client.h"
#include "kube/credentials.h"
#include "kube/transport.h"

namespace l7::kube {

class Exchange;

/// How long a request may last, and who says so.
struct TimeLimit {
  enum class By { user, standard, run } by = By::standard;
  std::chrono::milliseconds time{0};
};

/// What all requests of a Client share: the connection, the credentials, who hears of warnings and of each request.
class Session {
 public:
  Session(Connection connection, Client::WarningSink warn, Client::LogSink log, Client::Interrupted interrupted,
          const Limits& limits);

  const Connection& connection() const { return connection_; }
  const Transport& transport() const { return transport_; }
  const Limits& limits() const { return limits_; }
  std::size_t requests() const { return requests_; }
  void end_at(std::optional<std::chrono::steady_clock::time_point> moment) { end_ = moment; }

  /// One request and its answer. Throws ApiError unless the answer is a success, and Interruption.
  Response ask(Request request);
  /// The same, whatever the answer is.
  Exchange finished(Request request);

  /// Moves all requests on, or waits for that long at most. Throws Interruption when the user wishes so.
  void work(std::chrono::milliseconds at_most);

 private:
  friend class Exchange;

  void work(std::chrono::milliseconds at_most, bool changing);
  /// Nothing for a watch, and where the user wants none. What is left of a run may be 0 or less.
  std::optional<TimeLimit> limit_of(const Request& request) const;
  Transfer start(const Request& request, const Credential& credential, const std::optional<TimeLimit>& limit);
  /// Tells of an answer, or of why there is none.
  void report(const Request& request, Transfer& transfer);

  Connection connection_;
  Client::WarningSink warn_;
  Client::LogSink log_;
  Client::Interrupted interrupted_;
  Limits limits_;
  std::optional<std::chrono::steady_clock::time_point> end_;
  Credentials credentials_;
  Transport transport_;
  std::set<std::string> warned_;
  std::size_t requests_ = 0;
};

/// A request until its answer is final: sent again where the rules of client.h say so. Outlived by its Session.
class Exchange {
 public:
  Exchange(Session& session, Request request);

  /// Moves on as far as possible without waiting. Throws Error when credentials fail.
  void step();
  bool done() const { return done_; }

  /// Of an endless answer there may be a part while it is not done; nullptr before anything came. When done, it is
  /// there: of status 0 when no answer came.
  Response* response();
  /// Why there is no success, when done.
  std::optional<ApiError> error();

 private:
  bool begin();
  bool retry();

  Session* session_;
  Request request_;
  std::optional<Transfer> transfer_;
  std::optional<TimeLimit> limit_;
  /// Instead of a transfer, when the run's time was up before it could begin.
  std::optional<Response> nothing_;
  int generation_ = 0;
  std::chrono::steady_clock::time_point not_before_;
  int attempts_ = 0;
  int redirects_ = 0;
  bool renewed_ = false;
  bool done_ = false;
};

/// Runs many requests at once, each of which may be followed by another in its place: `next` gets the finished exchange
/// and its index, and returns the follow-up.
void run_all(Session& session, std::vector<Request> requests,
             const std::function<std::optional<Request>(std::size_t index, Exchange& done)>& next);

}  // namespace l7::kube
