#include "cloud/events.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "model/kinds.h"

namespace l7 {
namespace {

using std::chrono::seconds;

/// "2026-01-01T00:00:00": Kubernetes writes some times to the second and some to the microsecond.
constexpr std::size_t to_the_second = 19;

/// Controllers complain within seconds of the try that fails, in a cloud that is slow later.
constexpr seconds until_complaint{60};
/// The longest pause between two tries of a controller (client-go's workqueue).
constexpr seconds longest_pause{1000};
/// So many events of one controller about one object pass at once, and then one in five minutes (client-go's
/// EventSourceObjectSpamFilter).
constexpr int event_limit = 25;

std::optional<std::chrono::sys_seconds> moment(std::string_view text) {
  if (text.size() < to_the_second) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int found = -1;
    std::from_chars(text.data() + at, text.data() + at + length, found);
    return found;
  };
  const int month = number(5, 2), day = number(8, 2);
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2)) +
         seconds(number(17, 2));
}

/// From the first to the second time; nothing where one of them is unknown.
std::optional<seconds> between(std::string_view from, std::string_view to) {
  const auto begin = moment(from), end = moment(to);
  return begin && end ? std::optional(*end - *begin) : std::nullopt;
}

std::string time_of(const Value& event) {
  std::string latest;
  for (const Path& path : {Path{"series", "lastObservedTime"}, Path{"lastTimestamp"}, Path{"eventTime"},
                           Path{"firstTimestamp"}, Path{"metadata", "creationTimestamp"}}) {
    latest = std::max(latest, event.text_at(path).substr(0, to_the_second));
  }
  return latest;
}

std::string first_time_of(const Value& event, const std::string& otherwise) {
  for (const Path& path : {Path{"firstTimestamp"}, Path{"eventTime"}, Path{"metadata", "creationTimestamp"}}) {
    const std::string& text = event.text_at(path);
    if (!text.empty()) return text.substr(0, to_the_second);
  }
  return otherwise;
}

bool is_about(const Value& event, const Object& object) {
  const Value* about = event.find("involvedObject");
  if (!about || about->text_at({"kind"}) != object.ref.kind || about->text_at({"name"}) != object.ref.name) {
    return false;
  }
  const std::string& uid = object.value.text_at({"metadata", "uid"});
  const std::string& named = about->text_at({"uid"});
  return uid.empty() || named.empty() || uid == named;
}

Event event_of(const Value& event) {
  const std::string& component = event.text_at({"source", "component"});
  const std::string time = time_of(event);
  return {event.text_at({"type"}) == "Warning",
          event.text_at({"reason"}),
          without_noise(event.text_at({"message"})),
          component.empty() ? event.text_at({"reportingComponent"}) : component,
          first_time_of(event, time),
          time,
          event.text_at({"metadata", "resourceVersion"}),
          std::max({1, event.number_at({"count"}, 1), event.number_at({"series", "count"}, 1)})};
}

bool before(const Event& a, const Event& b) {
  return a.time != b.time ? a.time < b.time : is_later_version(b.resource_version, a.resource_version);
}

/// Takes out everything from the first text to the next of the second, both included.
void take_out(std::string& text, std::string_view begin, std::string_view end) {
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    const std::size_t stop = text.find(end, at + begin.size());
    text.erase(at, stop == std::string::npos ? std::string::npos : stop + end.size() - at);
  }
}

/// `operation error EC2: DescribeSubnets, https response error StatusCode: 400, RequestID: 1-2, api error `
void take_out_operation(std::string& text) {
  static constexpr std::string_view begin = "operation error ", response = ", https response error StatusCode: ",
                                    request = "RequestID: ", api = "api error ";
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    const std::size_t status = text.find(response, at);
    const std::size_t id = status == std::string::npos ? status : text.find(request, status);
    std::size_t end = id == std::string::npos ? id : text.find(", ", id);
    if (end == std::string::npos) {
      at += begin.size();
      continue;
    }
    end += 2;
    if (text.compare(end, api.size(), api) == 0) end += api.size();
    text.erase(at, end - at);
  }
}

/// Whether an object was changed when the failure had been said.
bool changed_since(const Object& object, const Event& failure) {
  const std::string time = written_at(object.value);
  if (time != failure.time) return time > failure.time;
  const std::string& version = object.value.text_at({"metadata", "resourceVersion"});
  return failure.resource_version.empty() || version.empty() || !is_later_version(failure.resource_version, version);
}

bool same_controller(const Event& a, const Event& b) {
  return a.controller.empty() || b.controller.empty() || a.controller == b.controller;
}

/// Whether what the controller says of the object may be held back.
bool is_held_back(const std::vector<Event>& events, const Event& failure) {
  int said = 0;
  for (const Event& event : events) {
    if (same_controller(event, failure)) said += std::min(event.count, event_limit);
  }
  return said >= event_limit;
}

/// How long ago the failure was, where it should have been said again by now: tries come at growing distances, each as
/// long as all before it.
std::optional<seconds> silence_after(const Event& failure, bool held_back, std::chrono::sys_seconds now) {
  const auto last = moment(failure.time);
  const auto lasted = between(failure.first, failure.time);
  if (!last || !lasted) return std::nullopt;
  const seconds ago = now - *last;
  const seconds pause = held_back ? longest_pause : std::min(longest_pause, *lasted);
  return ago > pause + until_complaint ? std::optional(ago) : std::nullopt;
}

/// Whether the event came after the write. One API server numbers all objects, but some clusters keep their events
/// apart, so that the numbers say nothing; then only a clearly other time does.
bool is_news(const Event& event, const Write& write) {
  static constexpr seconds later{2}, earlier{-60};
  const auto distance = between(write.time, event.time);
  if (distance && *distance >= later) return true;
  if (distance && *distance < earlier) return false;
  return is_later_version(event.resource_version, write.resource_version);
}

}  // namespace

std::string without_noise(std::string message) {
  static constexpr std::string_view similar = "(combined from similar events): ";
  while (message.starts_with(similar)) message.erase(0, similar.size());
  take_out_operation(message);
  take_out(message, " Encoded authorization failure message: ", " ");
  return message;
}

std::vector<Event> events_about(const Observed& observed, const Object& object) {
  std::vector<Event> found;
  for (const Object& neighbour : observed.neighbours) {
    if (is(neighbour.ref, kinds::event) && is_about(neighbour.value, object)) {
      found.push_back(event_of(neighbour.value));
    }
  }
  std::stable_sort(found.begin(), found.end(), before);
  return found;
}

std::optional<seconds> age_of(const Event& event, const std::optional<std::chrono::sys_seconds>& now) {
  const auto first = moment(event.first);
  if (now && first) return *now - *first;
  return between(event.first, event.time);
}

std::optional<StandingFailure> standing_failure(const Observed& observed, const Object& object, const EventRules& rules,
                                                const std::vector<const Object*>& read_too) {
  const std::vector<Event> events = events_about(observed, object);
  const auto failure = std::find_if(events.rbegin(), events.rend(), [&](const Event& event) {
    return event.warning &&
           std::find(rules.failures.begin(), rules.failures.end(), event.reason) != rules.failures.end();
  });
  if (failure == events.rend()) return std::nullopt;
  const auto followed_by = [&](bool (*kind)(const Event&)) {
    return std::find_if(events.rbegin(), failure, [&](const Event& event) {
      return !event.warning && same_controller(event, *failure) && kind(event);
    });
  };
  if (followed_by(rules.success) != failure || changed_since(object, *failure)) return std::nullopt;
  const bool mended = std::any_of(read_too.begin(), read_too.end(),
                                  [&](const Object* other) { return other && changed_since(*other, *failure); });
  if (mended) return std::nullopt;
  if (!rules.attempt || !observed.now) return StandingFailure{*failure, std::nullopt, false};
  const auto attempt = followed_by(rules.attempt);
  const auto tried = attempt == failure ? std::nullopt : moment(attempt->time);
  const bool held_back = is_held_back(events, *failure);
  const seconds patience = until_complaint + (held_back ? longest_pause : seconds{0});
  if (tried && *observed.now - *tried > patience) return std::nullopt;
  return StandingFailure{*failure, silence_after(*failure, held_back, *observed.now), tried.has_value()};
}

bool is_heard(const Observed& observed, const Object& object, bool (*counts)(const Event& event)) {
  const Write* write = observed.written.write_of(object.ref);
  if (!write || observed.kinds.is_unread(kinds::event)) return true;
  const std::vector<Event> events = events_about(observed, object);
  return std::any_of(events.begin(), events.end(),
                     [&](const Event& event) { return counts(event) && is_news(event, *write); });
}

const Remedy* remedy_for(std::string_view message, std::span<const Remedy> remedies) {
  const auto known = std::find_if(remedies.begin(), remedies.end(),
                                  [&](const Remedy& remedy) { return holds(message, remedy.phrase); });
  return known == remedies.end() ? nullptr : &*known;
}

std::string explained(const Event& failure, const ObjectRef& object, std::span<const Remedy> remedies) {
  const Remedy* known = remedy_for(failure.message, remedies);
  const std::string fix = known ? std::string(known->fix) : "see " + describe_command(object);
  return failure.reason + ": " + failure.message + "; " + fix;
}

}  // namespace l7
