#include "kube/client.h"

#include <optional>
#include <utility>

#include "kube/errors.h"
#include "kube/json.h"
#include "kube/request.h"
#include "kube/session.h"
#include "kube/watch.h"

namespace l7::kube {
namespace {

Value object_in(const Request& request, const Response& response) {
  try {
    Value value = parse_json(response.body);
    if (value.is_map()) return value;
  } catch (const Error&) {
    // Not the API server's; said below.
  }
  throw unexpected_answer(request, response);
}

/// The token within the Status of an expired list, or "".
std::string fresh_token(const Response& response) {
  try {
    return parse_json(response.body).text_at({"metadata", "continue"});
  } catch (const Error&) {
    return "";
  }
}

/// One read with all its pages.
class Reading {
 public:
  explicit Reading(const Read& read) : read_(read) {}

  Request request() const { return read_request(read_, page_); }

  /// What to ask next, or nothing when the answer is there.
  std::optional<Request> take(Exchange& exchange) {
    const bool is_list = read_.name.empty();
    if (const std::optional<ApiError> error = exchange.error()) {
      if (is_list && !page_.token.empty() && is_expired(*error)) return restart();
      const bool absent = error->status == 404 && is_absence(read_, *exchange.response());
      answer_.outcome = absent ? Answer::Outcome::absent : Answer::Outcome::failed;
      if (!absent) answer_.error = *error;
      return std::nullopt;
    }
    try {
      return is_list ? take_page(*exchange.response()) : take_object(*exchange.response());
    } catch (const Error&) {
      answer_.error = unexpected_answer(request(), *exchange.response());
      return std::nullopt;
    }
  }

  Answer finish() { return std::move(answer_); }

 private:
  /// The list as it was when its first page came is no longer known; whole it cannot expire.
  Request restart() {
    page_ = {.limit = 0, .token = ""};
    items_.clear();
    return request();
  }

  std::optional<Request> take_object(const Response& response) {
    answer_.value = object_in(request(), response);
    answer_.outcome = Answer::Outcome::found;
    return std::nullopt;
  }

  std::optional<Request> take_page(const Response& response) {
    Value list = parse_list(response.body, [&](Value item) { items_.push_back(with_kind(std::move(item), read_)); });
    page_.token = list.text_at({"metadata", "continue"});
    if (!page_.token.empty()) return request();
    answer_.value = std::move(list);
    answer_.value.set("items", Value::list(std::move(items_)));
    answer_.outcome = Answer::Outcome::found;
    return std::nullopt;
  }

  Read read_;
  Page page_;
  std::vector<Value> items_;
  Answer answer_;
};

}  // namespace

struct Client::State : Session {
  using Session::Session;

  Value change(const Request& request) { return object_in(request, ask(request)); }
};

Client::Client(Connection connection, WarningSink warn, LogSink log, Interrupted interrupted)
    : state_(std::make_unique<State>(std::move(connection), std::move(warn), std::move(log), std::move(interrupted))) {}

Client::~Client() = default;

const Connection& Client::connection() const { return state_->connection(); }

std::vector<Answer> Client::read(const std::vector<Read>& reads) {
  std::vector<Reading> readings(reads.begin(), reads.end());
  std::vector<Request> requests;
  requests.reserve(reads.size());
  for (const Reading& reading : readings) requests.push_back(reading.request());
  bool answered = reads.empty();
  run_all(*state_, std::move(requests), [&](std::size_t index, Exchange& done) {
    answered = answered || done.response()->status != 0;
    return readings[index].take(done);
  });
  std::vector<Answer> answers;
  answers.reserve(reads.size());
  for (Reading& reading : readings) answers.push_back(reading.finish());
  if (!answered) throw *answers.front().error;
  return answers;
}

void Client::for_each(const Read& list, const std::function<void(Value item)>& visit) {
  Page page;
  do {
    const Request request = read_request(list, page);
    Exchange exchange(*state_, request);
    for (exchange.step(); !exchange.done(); exchange.step()) state_->work(std::chrono::milliseconds(100));
    if (const std::optional<ApiError> error = exchange.error()) {
      // The Status holds a token that goes on with the list as it is now; starting anew would visit items twice.
      std::string token = page.token.empty() || !is_expired(*error) ? "" : fresh_token(*exchange.response());
      if (token.empty() || token == page.token) throw *error;
      page.token = std::move(token);
      continue;
    }
    bool visiting = false;
    try {
      const Value rest = parse_list(exchange.response()->body, [&](Value item) {
        visiting = true;
        visit(with_kind(std::move(item), list));
        visiting = false;
      });
      page.token = rest.text_at({"metadata", "continue"});
    } catch (const Error&) {
      if (visiting) throw;
      throw unexpected_answer(request, *exchange.response());
    }
  } while (!page.token.empty());
}

Value Client::apply(const Value& object, DryRun dry_run) { return state_->change(apply_request(object, dry_run)); }

Value Client::patch(const ObjectRef& object, const Value& merge_patch, DryRun dry_run) {
  return state_->change(patch_request(object, merge_patch, dry_run));
}

void Client::remove(const Value& object, DryRun dry_run) {
  try {
    state_->ask(remove_request(object, dry_run));
  } catch (const ApiError& error) {
    if (error.status != 404) throw;
  }
}

void Client::watch(const std::vector<Read>& lists, std::chrono::steady_clock::time_point deadline,
                   const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick) {
  std::vector<ListWatch> watches;
  watches.reserve(lists.size());
  for (const Read& list : lists) watches.emplace_back(*state_, list);
  watch_all(*state_, std::move(watches), deadline, visit, tick);
}

void Client::watch(const std::vector<Listed>& lists, std::chrono::steady_clock::time_point deadline,
                   const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick) {
  std::vector<ListWatch> watches;
  watches.reserve(lists.size());
  for (const Listed& list : lists) watches.emplace_back(*state_, list);
  watch_all(*state_, std::move(watches), deadline, visit, tick);
}

std::optional<bool> Client::may(const std::string& verb, const Read& object) {
  try {
    const Value review = state_->change(access_request(verb, object));
    const Value* allowed = review.find(Path{"status", "allowed"});
    return allowed && allowed->is_true();
  } catch (const ApiError& error) {
    if (error.status == 0 || error.status == 401) throw;
    return std::nullopt;
  }
}

std::string Client::server_version() {
  const Request request = version_request();
  return state_->change(request).text_at({"gitVersion"});
}

std::size_t Client::requests() const { return state_->requests(); }

}  // namespace l7::kube
