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

/// The token within the Status of an expired list, or "".
std::string fresh_token(const Response& response) {
  try {
    return parse_json(response.body).text_at({"metadata", "continue"});
  } catch (const Error&) {
    return "";
  }
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
  const ObjectRef ref = ref_of(object);
  Exchange exchange = state_->finished(request);
  const std::optional<ApiError> error = exchange.error();
  if (!error) return check_deletion(request, *exchange.response(), ref);
  if (!is_absence({ref.api_version, ref.kind, ref.name_space, ref.name, "", ""}, *exchange.response())) throw *error;
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

std::optional<bool> Client::may(const std::string& verb, const Read& object) {
  try {
    const Request request = access_request(verb, object);
    const Value review = object_in(request, state_->ask(request), {"", "SelfSubjectAccessReview", "", ""});
    const Value* allowed = review.find(Path{"status", "allowed"});
    if (!allowed || allowed->kind() != Value::Kind::boolean) return std::nullopt;
    return allowed->is_true();
  } catch (const ApiError& error) {
    if (error.status == 0 || error.status == 401) throw;
    return std::nullopt;
  }
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
