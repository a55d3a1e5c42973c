#include "kube/watch.h"

#include <algorithm>
#include <utility>

#include "kube/answer.h"
#include "kube/errors.h"
#include "kube/json.h"
#include "kube/request.h"

namespace l7::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The reflector's: a watch of 5 to 10 minutes, a backoff of 0.8 to 30 s.
constexpr seconds shortest_watch{300};
constexpr milliseconds first_backoff{800};
constexpr milliseconds longest_backoff{30'000};
/// What fails later than that after it began is no storm.
constexpr seconds soon{5};

std::string key_of(const Value& object) {
  return object.text_at({"metadata", "namespace"}) + '/' + object.text_at({"metadata", "name"});
}

const std::string& version_of(const Value& object) { return object.text_at({"metadata", "resourceVersion"}); }

/// What tells an object from others, and this state of it from others.
Value outline_of(const Value& object) {
  Value outline = Value::map({{"apiVersion", object.text_at({"apiVersion"})}, {"kind", object.text_at({"kind"})}});
  for (const char* field : {"namespace", "name", "uid", "resourceVersion"}) {
    const std::string& text = object.text_at({"metadata", field});
    if (!text.empty()) outline.set(Path{"metadata", field}, text);
  }
  return outline;
}

bool passes(const ApiError& error) { return error.status == 0 || error.status == 429 || error.status >= 500; }

}  // namespace

Listed::Listed(Read what, const Value& list) : read(std::move(what)), resource_version(version_of(list)) {
  const Value* items = list.find("items");
  if (!items) return;
  for (const Value& item : items->items()) objects.push_back(outline_of(item));
}

ListWatch::ListWatch(Session& session, const Read& read) : session_(&session), read_(as_list(read)), paging_(read_) {}

ListWatch::ListWatch(Session& session, const Listed& list) : ListWatch(session, list.read) {
  for (const Value& object : list.objects) known_.emplace(key_of(object), object);
  version_ = list.resource_version;
  was_read_ = true;
  if (!version_.empty()) stage_ = Stage::watch;
  hear();
}

void ListWatch::begin() {
  began_ = Clock::now();
  if (stage_ == Stage::list) {
    exchange_.emplace(*session_, read_request(read_, paging_.page()));
    return;
  }
  const seconds more(std::uniform_int_distribution<int>(0, static_cast<int>(shortest_watch.count()))(random_));
  Request request = watch_request(read_, version_, shortest_watch + more);
  request.largest = session_->limits().line;
  exchange_.emplace(*session_, std::move(request));
  lines_ = {};
}

/// Up to a quarter more, so that lists which were read together are not all read again together.
void ListWatch::hear() {
  const auto silence = session_->limits().silence;
  std::uniform_int_distribution<std::int64_t> more(0, silence.count() / 4);
  silent_until_ = Clock::now() + silence + milliseconds(more(random_));
}

bool ListWatch::is_silent() const { return stage_ == Stage::watch && Clock::now() > silent_until_; }

void ListWatch::step(std::deque<WatchEvent>& events) {
  if (!exchange_) {
    if (Clock::now() < not_before_) return;
    if (is_silent()) list_again();
    begin();
  }
  exchange_->step();
  if (stage_ == Stage::watch) take_lines(events);
  // An event may have ended the watch.
  if (!exchange_) return;
  if (!exchange_->done()) {
    if (is_silent()) list_again();
  } else if (stage_ == Stage::list) {
    finish_page(events);
  } else {
    finish_watch();
  }
}

void ListWatch::finish_page(std::deque<WatchEvent>& events) {
  if (const std::optional<ApiError> error = exchange_->error()) return take_error(*error, events);
  const Request request = read_request(read_, paging_.page());
  std::vector<Value> items;
  // Nothing is told of a page that turns out to be none.
  const Value list =
      page_in(request, *exchange_->response(), read_, [&](Value item) { items.push_back(std::move(item)); });
  for (Value& item : items) take_item(std::move(item), events);
  exchange_.reset();
  if (paging_.next(list, request)) return;
  version_ = version_of(list);
  finish_list(events);
}

void ListWatch::take_error(const ApiError& error, std::deque<WatchEvent>& events) {
  if (is_expired(error) && paging_.is_under_way()) {
    list_again();
    paging_.start_whole();
    return;
  }
  if (is_absence(read_, *exchange_->response())) {
    // The kind may come yet: a CRD that is being installed.
    listed_.clear();
    finish_list(events);
    stage_ = Stage::list;
    backoff_ = longest_backoff;
    try_later();
    return;
  }
  if (!was_read_ || !passes(error)) throw error;
  list_again();
  try_later();
}

void ListWatch::take_item(Value object, std::deque<WatchEvent>& events) {
  const std::string key = key_of(object);
  listed_.insert(key);
  Value& known = known_[key];
  const bool is_new = known.is_null();
  if (!is_new && version_of(known) == version_of(object)) return;
  known = outline_of(object);
  events.push_back({is_new ? "ADDED" : "MODIFIED", std::move(object)});
}

void ListWatch::finish_list(std::deque<WatchEvent>& events) {
  for (auto at = known_.begin(); at != known_.end();) {
    if (listed_.contains(at->first)) {
      ++at;
      continue;
    }
    events.push_back({"DELETED", std::move(at->second)});
    at = known_.erase(at);
  }
  listed_.clear();
  paging_ = Paging(read_);
  was_read_ = true;
  listed_at_ = Clock::now();
  hear();
  stage_ = Stage::watch;
}

void ListWatch::take_lines(std::deque<WatchEvent>& events) {
  Response* response = exchange_->response();
  if (!response || response->status != 200) return;
  while (const std::optional<std::string> line = lines_.next(response->body)) {
    if (line->find_first_not_of(" \r\t") == std::string::npos) continue;
    try {
      take_event(parse_json(*line), events);
    } catch (const ApiError&) {
      throw;
    } catch (const Error&) {
      try_later();
    }
    // The event has ended the watch.
    if (!exchange_ || stage_ != Stage::watch) return;
  }
  lines_.drop(response->body);
}

void ListWatch::take_event(const Value& event, std::deque<WatchEvent>& events) {
  const std::string& type = event.text_at({"type"});
  const Value* object = event.find("object");
  if (!object || !object->is_map()) return try_later();
  if (type == "ERROR") return is_expired(error_of_status(*object, subject_of(read_))) ? expire() : try_later();
  if (version_of(*object).empty()) return try_later();
  if (type == "ADDED" || type == "MODIFIED" || type == "DELETED") {
    // What is not of this list says nothing about it, nor does what comes after.
    if (!is_item_of(*object, read_)) return try_later();
    if (type == "DELETED") {
      known_.erase(key_of(*object));
    } else {
      known_.insert_or_assign(key_of(*object), outline_of(*object));
    }
    events.push_back({type, with_kind(*object, read_)});
  } else if (type != "BOOKMARK") {
    return try_later();
  }
  version_ = version_of(*object);
  hear();
}

void ListWatch::finish_watch() {
  const std::optional<ApiError> error = exchange_->error();
  // The server's own end of a watch; a pause keeps one that ends at once from being asked for all the time.
  if (!error) return try_later();
  if (is_expired(*error) || error->status == 404) return expire();
  if (!passes(*error)) throw *error;
  try_later();
}

void ListWatch::list_again() {
  exchange_.reset();
  stage_ = Stage::list;
  paging_ = Paging(read_);
  listed_.clear();
}

/// What a list that was just read leads to should not be too old: an API server that says so has not recovered.
void ListWatch::expire() {
  list_again();
  if (Clock::now() - listed_at_ < soon) try_later();
}

void ListWatch::try_later() {
  exchange_.reset();
  if (Clock::now() - began_ > soon) backoff_ = milliseconds(0);
  backoff_ = std::clamp(backoff_ * 2, first_backoff, longest_backoff);
  // Up to as much again, so that the clients of a server that comes back do not all come at once.
  const double jitter = 1.0 + std::uniform_real_distribution<double>(0, 1)(random_);
  const milliseconds pause(static_cast<std::int64_t>(static_cast<double>(backoff_.count()) * jitter));
  not_before_ = Clock::now() + std::min(pause, longest_backoff);
}

void watch_all(Session& session, std::vector<ListWatch> watches, std::chrono::steady_clock::time_point deadline,
               const std::function<bool(const WatchEvent& event)>& visit, const std::function<bool()>& tick) {
  using Clock = std::chrono::steady_clock;
  constexpr milliseconds between_ticks{100};
  std::deque<WatchEvent> events;
  Clock::time_point next_tick = Clock::now();
  for (Clock::time_point now = next_tick; now < deadline; now = Clock::now()) {
    if (now >= next_tick) {
      if (!tick()) return;
      next_tick = Clock::now() + between_ticks;
    }
    if (!events.empty()) {
      const WatchEvent event = std::move(events.front());
      events.pop_front();
      if (!visit(event)) return;
      continue;
    }
    for (ListWatch& watch : watches) watch.step(events);
    if (events.empty()) {
      const Clock::time_point until = std::min(deadline, next_tick);
      session.work(std::chrono::ceil<milliseconds>(std::max(until - Clock::now(), Clock::duration::zero())));
    }
  }
}

}  // namespace l7::kube
