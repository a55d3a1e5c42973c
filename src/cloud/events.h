#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "observe/observed.h"

namespace l7 {

/// What a controller said about an object (core/v1 Event).
struct Event {
  bool warning = false;
  std::string reason;
  /// Without what differs from one try to the next (without_noise), so that a cause is one text.
  std::string message;
  /// Who said it (source.component or reportingComponent).
  std::string controller;
  /// When it was said first and last, to the second: RFC 3339 in UTC, which sorts as text.
  std::string first;
  std::string time;
  /// The API server's order among events of one second.
  std::string resource_version;
  /// How often it was said.
  int count = 1;
};

/// A message without the marks of a single try: the prefix that Kubernetes gives to similar events, the SDK's
/// operation with its request's ID, an encoded message.
std::string without_noise(std::string message);

/// What was said about this object, the latest last. What was said about an earlier object of that name is not.
std::vector<Event> events_about(const Observed& observed, const Object& object);

/// How long it is ago that this was said first, or at least has been said since; nothing where the times are unknown.
std::optional<std::chrono::seconds> age_of(const Event& event, const std::optional<std::chrono::sys_seconds>& now);

/// How to read the events of one controller.
struct EventRules {
  /// Reasons of warnings that the controller gives; a warning that nobody listed is somebody else's.
  std::span<const std::string_view> failures;
  /// Whether a normal event says that everything was carried out.
  bool (*success)(const Event& event);
  /// Whether a normal event says that the controller begins another try: of one that it does not complain of it says
  /// nothing more. Null where every success is told.
  bool (*attempt)(const Event& event) = nullptr;
};

/// A failure that nothing has followed.
struct StandingFailure {
  Event event;
  /// How long ago it was, where the next try was due since and the controller has not complained again. It may be over.
  std::optional<std::chrono::seconds> silent_for;
  /// Another try has begun since.
  bool tried_since = false;
};

/// The controller's last failure, unless it is over: a success followed, a try followed without a complaint for a
/// minute, or the object (or another of those that the controller reads) was changed since, its status by the
/// controller included. One that has spoken of the object often may be kept from speaking (client-go's limit), and its
/// silence then counts after the longest pause between two tries. Events stay for an hour, also when what they complain
/// of was put right; a failure that lasts is said again with a newer time. Times are whole seconds: of the same second,
/// the later resourceVersion decides, and where it cannot, the failure is over until it is said again.
std::optional<StandingFailure> standing_failure(const Observed& observed, const Object& object, const EventRules& rules,
                                                const std::vector<const Object*>& read_too = {});

/// Whether the controller has said anything since the run wrote the object; true where the run has not, and where
/// events cannot be read. `counts` tells which events are its own.
bool is_heard(const Observed& observed, const Object& object, bool (*counts)(const Event& event));

/// A phrase of a failure message, and what to do about it. The table's order decides: causes come before the things
/// that they are said of.
struct Remedy {
  std::string_view phrase;
  std::string_view fix;
  /// The part of the way that it is about, where that is not the address alone.
  std::string_view part = {};
};

/// Messages hold the names of objects, and anything may be called `certificate` or `quota`. A phrase that has a
/// character which no name has is the controller's own.
constexpr bool holds_no_name(std::string_view phrase) {
  for (const char c : phrase) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.') return true;
  }
  return false;
}

/// For static_assert about a table.
template <std::size_t count>
constexpr bool hold_no_names(const Remedy (&remedies)[count]) {
  for (const Remedy& remedy : remedies) {
    if (!holds_no_name(remedy.phrase)) return false;
  }
  return true;
}

/// The first one whose phrase is in the message; nullptr where none is.
const Remedy* remedy_for(std::string_view message, std::span<const Remedy> remedies);

/// "<reason>: <message>; <what to do>", or where to read more.
std::string explained(const Event& failure, const ObjectRef& object, std::span<const Remedy> remedies);

/// Whether a message holds this phrase.
inline bool holds(std::string_view message, std::string_view phrase) {
  return message.find(phrase) != std::string_view::npos;
}

}  // namespace l7
