#include "kube/client.h"

#include <optional>
#include <utility>

#include "kube/answer.h"
#include "kube/errors.h"
#include "kube/json.h"
#include "kube/paging.h"
#include "kube/reading.h"
#include "kube/request.h"
#include "kube/session.h"
#include "kube/watch.h"

namespace l7::kube {
namespace {

constexpr int unauthorized = 401;

/// The token within the Status of an expired list, or "".
std::string fresh_token(const Response& response) {
  try {
    return parse_json(response.body).text_at({"metadata", "continue"});
  } catch (const Error&) {
    return "";
  }
}

Request dry_run_of(const Write& write) {
  switch (write.how) {
    case Write::How::create: return create_request(write.value, DryRun::server);
    case Write::How::apply: return apply_request(write.value, DryRun::server);
    case Write::How::patch: return patch_request(write.object, write.value, DryRun::server);
    case Write::How::remove: return remove_request(write.value, DryRun::server);
  }
  return {};
}

/// That an object is deleted, or was not there. Throws ApiError.
void require_deletion(const Request& request, Exchange& done, const ObjectRef& object) {
  const std::optional<ApiError> error = done.error();
  if (!error) return check_deletion(request, *done.response(), object);
  const Read read = {object.api_version, object.kind, object.name_space, object.name, "", ""};
  if (!is_absence(read, *done.response())) throw *error;
}

/// What a dry run was answered with. Throws ApiError.
Answer tried(const Write& write, const Request& request, Exchange& done) {
  Answer answer = {Answer::Outcome::found, {}, {}};
  if (write.how == Write::How::remove) {
    require_deletion(request, done, write.object);
  } else {
    if (const std::optional<ApiError> error = done.error()) throw *error;
    answer.value = written_object_in(request, *done.response(), write.object, DryRun::server);
  }
  return answer;
}

/// The verdict of a SelfSubjectAccessReview; nothing where it says none. Throws ApiError.
std::optional<bool> is_allowed(const Request& request, Exchange& done) {
  if (const std::optional<ApiError> error = done.error()) throw *error;
  const Value review = object_in(request, *done.response(), {"", "SelfSubjectAccessReview", "", ""});
  const Value* allowed = review.find(Path{"status", "allowed"});
  if (!allowed || allowed->kind() != Value::Kind::boolean) return std::nullopt;
  return allowed->is_true();
}

}  // namespace

struct Client::State : Session {
  using Session::Session;

  Value write(const Request& request, const ObjectRef& object, DryRun dry_run) {
    return written_object_in(request, ask(request), object, dry_run);
  }
};

Client::Client(Connection connection, WarningSink warn, LogSink log, Interrupted interrupted, const Limits& limits)
    : state_(std::make_unique<State>(std::move(connection), std::move(warn), std::move(log), std::move(interrupted),
                                     limits)) {}

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
  Paging paging(list);
  for (bool more = true; more;) {
    const Request request = read_request(list, paging.page());
    Exchange exchange = state_->finished(request);
    const std::optional<ApiError> error = exchange.error();
    if (!error) {
      more = paging.next(page_in(request, *exchange.response(), list, visit), request);
      continue;
    }
    // The Status holds a token that goes on with the list as it is now; starting anew would visit items twice.
    std::string token = paging.is_under_way() && is_expired(*error) ? fresh_token(*exchange.response()) : "";
    if (token.empty() || token == paging.page().token) throw *error;
    paging.go_to(std::move(token), request);
  }
}

Value Client::create(const Value& object, DryRun dry_run) {
  return state_->write(create_request(object, dry_run), ref_of(object), dry_run);
}

Value Client::apply(const Value& object, DryRun dry_run) {
  return state_->write(apply_request(object, dry_run), ref_of(object), dry_run);
}

Value Client::patch(const ObjectRef& object, const Value& merge_patch, DryRun dry_run) {
  return state_->write(patch_request(object, merge_patch, dry_run), object, dry_run);
}

void Client::remove(const Value& object, DryRun dry_run) {
  const Request request = remove_request(object, dry_run);
  Exchange exchange = state_->finished(request);
  require_deletion(request, exchange, ref_of(object));
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

void Client::end_at(std::optional<std::chrono::steady_clock::time_point> moment) { state_->end_at(moment); }

Trials Client::try_out(const std::vector<Right>& rights, const std::vector<Write>& writes) {
  std::vector<Request> requests;
  requests.reserve(rights.size() + writes.size());
  for (const Right& right : rights) requests.push_back(access_request(right.verb, right.object));
  for (const Write& write : writes) requests.push_back(dry_run_of(write));
  Trials trials = {std::vector<std::optional<bool>>(rights.size()), std::vector<Answer>(writes.size())};
  run_all(*state_, requests, [&](std::size_t index, Exchange& done) -> std::optional<Request> {
    const bool is_right = index < rights.size();
    const std::size_t at = is_right ? index : index - rights.size();
    try {
      if (is_right) {
        trials.rights[at] = is_allowed(requests[index], done);
      } else {
        trials.writes[at] = tried(writes[at], requests[index], done);
      }
    } catch (const ApiError& error) {
      if (error.status == 0 || error.status == unauthorized) throw;
      if (!is_right) trials.writes[at].error = error;
    }
    return std::nullopt;
  });
  return trials;
}

std::string Client::server_version() {
  const Request request = version_request();
  const Response response = state_->ask(request);
  try {
    if (std::string version = parse_json(response.body).text_at({"gitVersion"}); !version.empty()) return version;
  } catch (const Error&) {
    // Not the API server's; said below.
  }
  throw unexpected_answer(request, response, "a version");
}

std::size_t Client::requests() const { return state_->requests(); }

}  // namespace l7::kube
