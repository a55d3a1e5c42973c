#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/api.h"
#include "kube/connection.h"
#include "kube/limits.h"

namespace l7::kube {

/// The user stopped what was under way. `maybe_done` tells that this was a change, which the API server may have made.
class Interruption : public Error {
 public:
  Interruption(std::string place, bool maybe)
      : Error("interrupted", std::move(place),
              maybe ? "run this again; what was asked for last may have been done" : "run this again"),
        maybe_done(maybe) {}

  bool maybe_done;
};

/// The Kubernetes API over one kept connection. Every function that talks throws ApiError, or Error when credentials or
/// the connection fail before anything is asked. Retries: 429 and 5xx with an integer Retry-After, up to 10 times; a
/// connection that breaks, for reads only; a 401 once, after renewing the credentials. A read follows redirects on the
/// same server. Each request has a limit: --request-timeout, or that of Limits, or what is left of a run.
///
/// A success that is not what was asked for is an ApiError as well, with HTTP's status: see kube/answer.h.
class Client final : public Api {
 public:
  /// Gets the text of each warning of the API server (header Warning, code 299), once each.
  using WarningSink = std::function<void(const std::string& text)>;
  /// Gets a line for each request when -v asks for it; never holds a credential.
  using LogSink = std::function<void(int level, const std::string& line)>;

  /// Asked at least every 200 ms while a request is under way; true gives it up, with an Interruption.
  using Interrupted = std::function<bool()>;

  explicit Client(Connection connection, WarningSink warn = nullptr, LogSink log = nullptr,
                  Interrupted interrupted = nullptr, const Limits& limits = {});
  ~Client() override;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const Connection& connection() const;

  /// As many reads at once as the server and the connection allow. Lists are paged.
  std::vector<Answer> read(const std::vector<Read>& reads) override;
  /// Page by page.
  void for_each(const Read& list, const std::function<void(Value item)>& visit) override;

  Value create(const Value& object, DryRun dry_run) override;
  Value apply(const Value& object, DryRun dry_run) override;
  Value patch(const ObjectRef& object, const Value& merge_patch, DryRun dry_run) override;
  void remove(const Value& object, DryRun dry_run) override;

  /// Watches what `list` reads, from the state that is read first (as ADDED) on. Bookmarks, expiry (410, relist) and
  /// cut connections are dealt with. Several lists are watched at once.
  void watch(const std::vector<Read>& lists, std::chrono::steady_clock::time_point deadline,
             const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick);
  void watch(const std::vector<Listed>& lists, std::chrono::steady_clock::time_point deadline,
             const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick) override;

  void end_at(std::optional<std::chrono::steady_clock::time_point> moment) override;

  /// Rights by a SelfSubjectAccessReview each.
  Trials try_out(const std::vector<Right>& rights, const std::vector<Write>& writes) override;
  /// The API server's version ("v1.35.4").
  std::string server_version();

  /// The number of requests sent so far.
  std::size_t requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The path segment of a kind: `services`, `ingresses`, `networkpolicies` (apimachinery's UnsafeGuessKindToResource,
/// and the few that it guesses wrong).
std::string plural_of(const std::string& kind);

}  // namespace l7::kube
