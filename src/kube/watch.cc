#include "kube/watch.h"

#include <algorithm>
#include <utility>

#include "kube/errors.h"
#include "kube/json.h"

namespace l7::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The reflector's: a watch of 5 to 10 minutes, a backoff of 0.8 to 30 s.
constexpr seconds shortest_watch{300};
constexpr milliseconds first_backoff{800};
constexpr milliseconds longest_backoff{30'000};

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

}  // namespace

Value with_kind(Value item, const Read& read) {
  if (!item.is_map()) return item;
  if (!item.find("apiVersion")) item.set("apiVersion", read.api_version);
  if (!item.find("kind")) item.set("kind", read.kind);
  return item;
}

Listed::Listed(Read what, const Value& list) : read(std::move(what)), resource_version(version_of(list)) {
  const Value* items = list.find("items");
  if (!items) return;
  for (const Value& item : items->items()) objects.push_back(outline_of(item));
}

ListWatch::ListWatch(Session& session, const Read& read) : session_(&session), read_(as_list(read)) {}

ListWatch::ListWatch(Session& session, const Listed& list) : ListWatch(session, list.read) {
  for (const Value& object : list.objects) known_.emplace(key_of(object), object);
  version_ = list.resource_version;
  was_read_ = true;
  if (!version_.empty()) stage_ = Stage::watch;
}

void ListWatch::step(std::deque<WatchEvent>& events) {
  if (!exchange_) {
    if (Clock::now() < not_before_) return;
    if (stage_ == Stage::list) {
      exchange_.emplace(*session_, read_request(read_, page_));
    } else {
      const seconds more(std::uniform_int_distribution<int>(0, static_cast<int>(shortest_watch.count()))(random_));
      exchange_.emplace(*session_, watch_request(read_, version_, shortest_watch + more));
    }
  }
  exchange_->step();
  if (stage_ == Stage::watch) take_lines(events);
  // An event may have ended the watch.
  if (!exchange_ || !exchange_->done()) return;
  if (stage_ == Stage::list) {
    finish_page(events);
  } else {
    finish_watch();
  }
}

void ListWatch::finish_page(std::deque<WatchEvent>& events) {
  const std::optional<ApiError> error = exchange_->error();
  if (error && is_expired(*error) && !page_.token.empty()) {
    list_again();
    page_.limit = 0;
    return;
  }
  if (error && is_absence(read_, *exchange_->response())) {
    // The kind may come yet: a CRD that is being installed.
    listed_.clear();
    finish_list(events);
    stage_ = Stage::list;
    was_read_ = true;
    backoff_ = longest_backoff;
    try_later();
    return;
  }
  if (error) {
    const bool passes = error->status == 0 || error->status == 429 || error->status >= 500;
    if (!was_read_ || !passes) throw *error;
    page_ = {};
    try_later();
    return;
  }
  Value rest;
  try {
    rest = parse_list(exchange_->response()->body,
                      [&](Value item) { take_item(with_kind(std::move(item), read_), events); });
  } catch (const Error&) {
    throw unexpected_answer(read_request(read_, page_), *exchange_->response());
  }
  exchange_.reset();
  page_.token = rest.text_at({"metadata", "continue"});
  if (!page_.token.empty()) return;
  version_ = version_of(rest);
  finish_list(events);
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
  page_ = {};
  backoff_ = milliseconds(0);
  was_read_ = true;
  stage_ = Stage::watch;
}

void ListWatch::take_lines(std::deque<WatchEvent>& events) {
  Response* response = exchange_->response();
  if (!response || response->status != 200) return;
  std::string& body = response->body;
  std::size_t begin = 0;
  while (stage_ == Stage::watch && exchange_) {
    const std::size_t end = body.find('\n', begin);
    if (end == std::string::npos) {
      body.erase(0, begin);
      return;
    }
    const std::string line = body.substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \r\t") == std::string::npos) continue;
    Value event;
    try {
      event = parse_json(line);
    } catch (const Error&) {
      try_later();
      return;
    }
    take_event(event, events);
  }
}

void ListWatch::take_event(const Value& event, std::deque<WatchEvent>& events) {
  const std::string& type = event.text_at({"type"});
  const Value* object = event.find("object");
  if (type.empty() || !object || !object->is_map()) return try_later();
  if (type == "ERROR") {
    const ApiError error = error_of_status(*object, subject_of(read_));
    if (is_expired(error)) return list_again();
    return try_later();
  }
  backoff_ = milliseconds(0);
  version_ = version_of(*object);
  if (type == "BOOKMARK") return;
  if (type == "DELETED") {
    known_.erase(key_of(*object));
  } else {
    known_.insert_or_assign(key_of(*object), outline_of(*object));
  }
  events.push_back({type, with_kind(*object, read_)});
}

void ListWatch::finish_watch() {
  const std::optional<ApiError> error = exchange_->error();
  // The server's own end of a watch; a pause keeps one that ends at once from being asked for all the time.
  if (!error) return try_later();
  if (is_expired(*error) || error->status == 404) return list_again();
  const bool passes = error->status == 0 || error->status == 429 || error->status >= 500;
  if (!passes) throw *error;
  try_later();
}

void ListWatch::list_again() {
  exchange_.reset();
  stage_ = Stage::list;
  page_ = {};
  listed_.clear();
}

void ListWatch::try_later() {
  exchange_.reset();
  listed_.clear();
  backoff_ = std::clamp(backoff_ * 2, first_backoff, longest_backoff);
  // Up to as much again, so that the clients of a server that comes back do not all come at once.
  const double jitter = 1.0 + std::uniform_real_distribution<double>(0, 1)(random_);
  not_before_ = Clock::now() + milliseconds(static_cast<std::int64_t>(static_cast<double>(backoff_.count()) * jitter));
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
