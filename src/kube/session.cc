#include "kube/session.h"

#include <algorithm>
#include <utility>

#include "kube/errors.h"
#include "kube/redirect.h"
#include "kube/request.h"
#include "kube/request_log.h"
#include "kube/retry.h"
#include "kube/warning.h"

namespace l7::kube {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// How long one wait lasts at most, so that a wish to stop is seen in time.
constexpr milliseconds glance{100};
/// Streams of one HTTP/2 connection, or connections where the server has HTTP/1.1 only.
constexpr std::size_t most_at_once = 32;

}  // namespace

Session::Session(Connection connection, Client::WarningSink warn, Client::LogSink log, Client::Interrupted interrupted,
                 const Limits& limits)
    : connection_(std::move(connection)),
      warn_(std::move(warn)),
      log_(std::move(log)),
      interrupted_(std::move(interrupted)),
      limits_(limits),
      credentials_(connection_),
      transport_(connection_, limits.answer) {}

std::optional<TimeLimit> Session::limit_of(const Request& request) const {
  if (request.endless) return std::nullopt;
  std::optional<TimeLimit> limit = TimeLimit{TimeLimit::By::standard, limits_.request};
  if (connection_.request_timeout) limit = {TimeLimit::By::user, *connection_.request_timeout};
  if (limit->time <= milliseconds(0)) limit.reset();
  if (end_) {
    const auto rest = std::chrono::floor<milliseconds>(*end_ - Clock::now());
    if (!limit || rest < limit->time) limit = {TimeLimit::By::run, rest};
  }
  return limit;
}

Transfer Session::start(const Request& request, const Credential& credential, const std::optional<TimeLimit>& limit) {
  ++requests_;
  Request limited = request;
  if (limit) limited.time_limit = limit->time;
  // As kubectl has it, which tells the API server only what the user says.
  if (limit && limit->by == TimeLimit::By::user) limited.target = with_timeout(request.target, limit->time);
  return transport_.start(limited, credential);
}

void Session::report(const Request& request, Transfer& transfer) {
  if (log_) log_request(log_, transport_, request, transfer);
  if (!warn_) return;
  for (const auto& [name, value] : transfer.response().headers) {
    if (name != "warning") continue;
    for (const std::string& text : warnings_in(value)) {
      if (warned_.insert(text).second) warn_(text);
    }
  }
}

void Session::work(milliseconds at_most) { work(at_most, false); }

void Session::work(milliseconds at_most, bool changing) {
  if (interrupted_ && interrupted_()) {
    throw Interruption(transport_.server().scheme + "://" + transport_.server().authority, changing);
  }
  transport_.work(std::clamp(at_most, milliseconds(0), glance));
}

Exchange Session::finished(Request request) {
  const bool changing = !request.reads();
  Exchange exchange(*this, std::move(request));
  for (exchange.step(); !exchange.done(); exchange.step()) work(glance, changing);
  return exchange;
}

Response Session::ask(Request request) {
  Exchange exchange = finished(std::move(request));
  if (std::optional<ApiError> error = exchange.error()) throw *std::move(error);
  return std::move(*exchange.response());
}

Exchange::Exchange(Session& session, Request request) : session_(&session), request_(std::move(request)) {}

bool Exchange::begin() {
  limit_ = session_->limit_of(request_);
  // Nothing is begun that there is no time for: a change might be made all the same.
  if (limit_ && limit_->time <= milliseconds(0)) return false;
  const Credential& credential = session_->credentials_.current();
  generation_ = session_->credentials_.generation();
  ++attempts_;
  transfer_ = session_->start(request_, credential, limit_);
  return true;
}

void Exchange::step() {
  while (!done_) {
    if (!transfer_) {
      if (Clock::now() < not_before_) return;
      if (!begin()) {
        nothing_.emplace();
        done_ = true;
        return;
      }
    }
    if (!transfer_->done()) return;
    session_->report(request_, *transfer_);
    if (retry()) {
      transfer_.reset();
    } else {
      done_ = true;
    }
  }
}

bool Exchange::retry() {
  const Failure* failure = transfer_->failure();
  if (!failure && transfer_->response().status == 401 && !renewed_) {
    renewed_ = true;
    return session_->credentials_.renew(generation_);
  }
  if (!failure && redirects_ < most_redirects) {
    if (auto target = redirected_target(request_, transfer_->response(), session_->transport_.server())) {
      ++redirects_;
      request_.target = *std::move(target);
      return true;
    }
  }
  const std::optional<milliseconds> delay = retry_delay(request_, failure, transfer_->response(), attempts_);
  if (!delay) return false;
  not_before_ = Clock::now() + *delay;
  // What came says more than that there was no time to ask again.
  return !session_->end_ || request_.endless || not_before_ < *session_->end_;
}

Response* Exchange::response() {
  if (nothing_) return &*nothing_;
  return transfer_ ? &transfer_->response() : nullptr;
}

std::optional<ApiError> Exchange::error() {
  if (nothing_) return no_time_for(request_, session_->transport_);
  if (const Failure* failure = transfer_->failure()) {
    const bool hangs = failure->kind == Failure::Kind::timeout && failure->connected && limit_;
    return hangs ? no_answer(request_, *limit_, session_->transport_) : network_error(*failure, session_->transport_);
  }
  const Response& response = transfer_->response();
  if (response.status >= 200 && response.status < 300) return std::nullopt;
  return refusal_of(request_, response);
}

void run_all(Session& session, std::vector<Request> requests,
             const std::function<std::optional<Request>(std::size_t index, Exchange& done)>& next) {
  struct Running {
    std::size_t index;
    Exchange exchange;
  };
  std::vector<Running> running;
  std::size_t started = 0;
  while (started < requests.size() || !running.empty()) {
    while (started < requests.size() && running.size() < most_at_once) {
      running.push_back({started, Exchange(session, std::move(requests[started]))});
      ++started;
    }
    bool moved = false;
    for (auto at = running.begin(); at != running.end();) {
      at->exchange.step();
      if (!at->exchange.done()) {
        ++at;
        continue;
      }
      moved = true;
      if (std::optional<Request> follow_up = next(at->index, at->exchange)) {
        at->exchange = Exchange(session, *std::move(follow_up));
      } else {
        at = running.erase(at);
      }
    }
    if (!moved) session.work(glance);
  }
}

}  // namespace l7::kube
