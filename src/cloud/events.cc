#include "cloud/events.h"

#include <algorithm>

#include "model/text.h"

#include "model/kinds.h"

namespace l7 {
namespace {

/// "2026-01-01T00:00:00": Kubernetes writes some times to the second and some to the microsecond.
constexpr std::size_t to_the_second = 19;

std::string time_of(const Value& event) {
  std::string latest;
  for (const Path& path : {Path{"series", "lastObservedTime"}, Path{"lastTimestamp"}, Path{"eventTime"},
                           Path{"firstTimestamp"}, Path{"metadata", "creationTimestamp"}}) {
    latest = std::max(latest, event.text_at(path).substr(0, to_the_second));
  }
  return latest;
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

/// Resource versions are numbers, compared as Kubernetes compares them: the longer one is the later one.
bool before(const Event& a, const Event& b) {
  if (a.time != b.time) return a.time < b.time;
  if (a.resource_version.size() != b.resource_version.size()) {
    return a.resource_version.size() < b.resource_version.size();
  }
  return a.resource_version < b.resource_version;
}

/// When anything in the object was written last; "" where it does not say.
std::string changed(const Value& object) {
  std::string latest = object.text_at({"metadata", "creationTimestamp"}).substr(0, to_the_second);
  const Value* managers = object.find(Path{"metadata", "managedFields"});
  if (!managers) return latest;
  for (const Value& entry : managers->items()) {
    latest = std::max(latest, entry.text_at({"time"}).substr(0, to_the_second));
  }
  return latest;
}

}  // namespace

std::vector<Event> events_about(const Observed& observed, const Object& object) {
  std::vector<Event> found;
  for (const Object& neighbour : observed.neighbours) {
    const Value& event = neighbour.value;
    if (!is(neighbour.ref, kinds::event) || !is_about(event, object)) continue;
    const std::string& component = event.text_at({"source", "component"});
    found.push_back({event.text_at({"type"}) == "Warning", event.text_at({"reason"}), event.text_at({"message"}),
                     component.empty() ? event.text_at({"reportingComponent"}) : component, time_of(event),
                     event.text_at({"metadata", "resourceVersion"})});
  }
  std::stable_sort(found.begin(), found.end(), before);
  return found;
}

std::optional<Event> standing_failure(const Observed& observed, const Object& object, const EventRules& rules,
                                      const std::vector<const Object*>& read_too) {
  const std::vector<Event> events = events_about(observed, object);
  const auto failure = std::find_if(events.rbegin(), events.rend(), [&](const Event& event) {
    return event.warning &&
           std::find(rules.failures.begin(), rules.failures.end(), event.reason) != rules.failures.end();
  });
  if (failure == events.rend()) return std::nullopt;
  const bool followed = std::any_of(events.rbegin(), failure, [&](const Event& event) {
    const bool same =
        event.controller.empty() || failure->controller.empty() || event.controller == failure->controller;
    return !event.warning && same && rules.success(event);
  });
  std::string latest = changed(object.value);
  for (const Object* other : read_too) latest = std::max(latest, other ? changed(other->value) : "");
  if (followed || latest > failure->time) return std::nullopt;
  return *failure;
}

bool says(std::string_view message, std::string_view lower_case_text) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(message.begin(), message.end(), lower_case_text.begin(), lower_case_text.end(), same) !=
         message.end();
}

std::string explained(const Event& failure, const ObjectRef& object, std::span<const Remedy> remedies) {
  const auto known = std::find_if(remedies.begin(), remedies.end(),
                                  [&](const Remedy& remedy) { return says(failure.message, remedy.text); });
  const std::string fix = known == remedies.end() ? "see " + describe_command(object) : std::string(known->fix);
  return failure.reason + ": " + failure.message + "; " + fix;
}

}  // namespace l7
