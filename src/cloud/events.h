#pragma once

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
  std::string message;
  /// Who said it (source.component or reportingComponent).
  std::string controller;
  /// When it was said last, to the second: RFC 3339 in UTC, which sorts as text.
  std::string time;
  /// The API server's order among events of one second.
  std::string resource_version;
};

/// What was said about this object, the latest last. What was said about an earlier object of that name is not.
std::vector<Event> events_about(const Observed& observed, const Object& object);

/// How to read the events of one controller.
struct EventRules {
  /// Reasons of warnings that the controller gives; a warning that nobody listed is somebody else's.
  std::span<const std::string_view> failures;
  /// Whether a normal event says that everything was carried out.
  bool (*success)(const Event& event);
};

/// The controller's last failure, unless it is over: a success followed, or the object (or another of those that the
/// controller reads) was changed since, its status by the controller included. Events stay for an hour, also when what
/// they complain of was put right; a failure that lasts is said again with a newer time.
std::optional<Event> standing_failure(const Observed& observed, const Object& object, const EventRules& rules,
                                      const std::vector<const Object*>& read_too = {});

/// A text in failure messages, in lower case, and what to do about it.
struct Remedy {
  std::string_view text;
  std::string_view fix;
};

/// "<message>: <what to do>", with the first remedy whose text is in the message, or where to read more.
std::string explained(const Event& failure, const ObjectRef& object, std::span<const Remedy> remedies);

/// Whether a message holds this text, whatever the case of its letters.
bool says(std::string_view message, std::string_view lower_case_text);

}  // namespace l7
