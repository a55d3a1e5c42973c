#include "cloud/events.h"

#include "catch.h"
#include "cloud/health.h"

namespace l7 {
namespace {

using namespace fixture;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view failures[] = {"Bad"};
const EventRules rules = {failures, [](const Event& said) { return said.reason == "Good"; }};
const EventRules silent_rules = {failures, rules.success, [](const Event& said) { return said.reason == "Try"; }};
const std::chrono::sys_seconds midnight = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

const Value ingress = yaml::read("{kind: Ingress, metadata: {name: demo, uid: now}}");

/// The Ingress, written at that time.
Object written(const std::string& time, const std::string& version = "") {
  Object object = object_of(ingress);
  if (!version.empty()) object.value.set(Path{"metadata", "resourceVersion"}, version);
  object.value.set(Path{"metadata", "managedFields"}, yaml::read("[{manager: m, time: '2026-01-01T" + time + "Z'}]"));
  return object;
}

Observed seen(const std::vector<std::string>& events) {
  Release release;
  for (const std::string& text : events) release.see(text);
  return release.observe(options_for("gcp"));
}

std::string numbered(const char* reason, const char* type, const char* version, const char* time = "00:10:00") {
  return "{kind: Event, metadata: {resourceVersion: '" + std::string(version) + "'}, type: " + type +
         ", reason: " + reason + ", message: x, lastTimestamp: '2026-01-01T" + time +
         "Z', involvedObject: {kind: Ingress, name: demo}}";
}

TEST_CASE("A failure stands until a success or a change follows", "[health]") {
  struct Case {
    std::vector<std::string> events;
    const char* changed;
    bool stands;
  };
  const std::string bad = event("Bad", "x", "00:10:00");
  const std::string series =
      "{kind: Event, type: Warning, reason: Bad, eventTime: '2026-01-01T00:01:00.5Z', series: {lastObservedTime: "
      "'2026-01-01T00:30:00.000001Z'}, involvedObject: {kind: Ingress, name: demo}}";
  const Case cases[] = {
      {{bad}, "00:05:00", true},
      {{bad}, "00:10:01", false},
      {{bad, event("Good", "x", "00:11:00", "Normal")}, "00:05:00", false},
      {{event("Good", "x", "00:11:00", "Normal"), bad}, "00:05:00", false},
      {{bad, event("Good", "x", "00:09:00", "Normal")}, "00:05:00", true},
      {{bad, event("Seen", "x", "00:11:00", "Normal")}, "00:05:00", true},
      {{event("Other", "x", "00:10:00")}, "00:05:00", false},
      {{event("Bad", "x", "00:10:00", "Warning", "Ingress, name: other")}, "00:05:00", false},
      {{event("Bad", "x", "00:10:00", "Warning", "Service, name: demo")}, "00:05:00", false},
      {{event("Bad", "x", "00:10:00", "Warning", "Ingress, name: demo, uid: before")}, "00:05:00", false},
      {{event("Bad", "x", "00:10:00", "Warning", "Ingress, name: demo, uid: now")}, "00:05:00", true},
      {{series, event("Good", "x", "00:20:00", "Normal")}, "00:05:00", true},
      {{numbered("Bad", "Warning", "99"), numbered("Good", "Normal", "100")}, "00:05:00", false},
      {{numbered("Bad", "Warning", "101"), numbered("Good", "Normal", "100")}, "00:05:00", true},
      {{}, "00:05:00", false},
  };
  for (const Case& c : cases) {
    INFO((c.events.empty() ? "nothing" : c.events.front()) << c.changed);
    const Observed observed = seen(c.events);
    const Object object = written(c.changed);
    CHECK(standing_failure(observed, object, rules).has_value() == c.stands);
    const Object read_too = written("01:00:00");
    CHECK_FALSE(standing_failure(observed, object, rules, {nullptr, &read_too}).has_value());
  }
}

// Times are whole seconds, and a cause may be mended in the second of the last failure, which nothing follows.
TEST_CASE("A cause that is mended in the second of the failure ends it", "[health]") {
  const Observed observed = seen({numbered("Bad", "Warning", "100")});
  CHECK_FALSE(standing_failure(observed, written("00:10:00"), rules));
  CHECK_FALSE(standing_failure(observed, written("00:10:00", "101"), rules));
  CHECK(standing_failure(observed, written("00:10:00", "99"), rules));
}

TEST_CASE("A question to the controller mends nothing", "[health]") {
  Object asked = written("00:05:00");
  asked.value.set(Path{"metadata", "managedFields"},
                  yaml::read("[{time: '2026-01-01T00:05:00Z'}, {time: '2026-01-01T00:20:00Z', fieldsV1: {f:metadata: "
                             "{f:annotations: {.: {}, f:milvus-l7/asked: {}}}}}]"));
  CHECK(standing_failure(seen({event("Bad", "x", "00:10:00")}), asked, rules));
}

TEST_CASE("Where recovery is silent a failure counts while it is the last word", "[health]") {
  struct Case {
    const char* first;
    const char* last;
    const char* tried;
    minutes now;
    bool stands;
    bool silent;
  };
  const Case cases[] = {
      // It goes on: the next try is due as long after the last as all of them took.
      {"00:00:00", "00:10:00", "00:00:00", minutes(11), true, false},
      {"00:00:00", "00:10:00", "00:00:00", minutes(20), true, false},
      {"00:00:00", "00:10:00", "00:00:00", minutes(22), true, true},
      {"00:10:00", "00:10:00", "00:09:00", minutes(12), true, true},
      // A try that it has not complained of for a minute.
      {"00:00:00", "00:10:00", "00:10:30", minutes(11), true, false},
      {"00:00:00", "00:10:00", "00:10:30", minutes(12), false, false},
  };
  for (const Case& c : cases) {
    INFO(c.last << ' ' << c.tried << ' ' << c.now.count());
    const std::string bad = "{kind: Event, type: Warning, reason: Bad, firstTimestamp: '2026-01-01T" +
                            std::string(c.first) + "Z', lastTimestamp: '2026-01-01T" + c.last +
                            "Z', involvedObject: {kind: Ingress, name: demo}}";
    Observed observed = seen({bad, event("Try", "x", c.tried, "Normal")});
    const Object object = written("00:00:00");
    CHECK(standing_failure(observed, object, silent_rules));
    observed.now = midnight + c.now;
    const auto failure = standing_failure(observed, object, silent_rules);
    REQUIRE(failure.has_value() == c.stands);
    if (failure) CHECK(failure->silent_for.has_value() == c.silent);
    CHECK(standing_failure(observed, object, rules));
  }
}

TEST_CASE("Who has said too much to be heard is not taken to be content", "[health]") {
  struct Case {
    int count;
    minutes now;
    bool stands;
  };
  // The last try began at 00:10:30.
  const Case cases[] = {{24, minutes(12), false}, {25, minutes(12), true},  {25, minutes(28), true},
                        {25, minutes(29), false}, {400, minutes(12), true}, {400, minutes(29), false}};
  for (const Case& c : cases) {
    INFO(c.count << ' ' << c.now.count());
    const std::string bad = "{kind: Event, type: Warning, reason: Bad, count: " + std::to_string(c.count - 1) +
                            ", firstTimestamp: '2026-01-01T00:09:00Z', lastTimestamp: '2026-01-01T00:10:00Z', "
                            "involvedObject: {kind: Ingress, name: demo}}";
    Observed observed = seen({bad, event("Try", "x", "00:10:30", "Normal")});
    observed.now = midnight + c.now;
    CHECK(standing_failure(observed, written("00:00:00"), silent_rules).has_value() == c.stands);
  }
}

TEST_CASE("Only what is said after a write is news", "[health]") {
  const auto any = [](const Event&) { return true; };
  const Object before = written("00:05:00", "90");
  const Object after = written("00:10:00", "100");
  const auto heard = [&](const std::string& event, const Object& now) {
    Observed observed = seen({event});
    observed.written.note(before.value, now.value);
    return is_heard(observed, now, any);
  };
  CHECK(heard(numbered("Good", "Normal", "101"), after));
  CHECK_FALSE(heard(numbered("Good", "Normal", "99"), after));
  CHECK_FALSE(heard(numbered("Good", "Normal", "99", "00:10:01"), after));
  // Where events are kept apart their numbers say nothing.
  CHECK(heard(numbered("Good", "Normal", "7", "00:10:02"), after));
  CHECK_FALSE(heard(numbered("Good", "Normal", "5000", "00:08:00"), after));
  // A write that changed nothing calls nobody.
  CHECK(heard(numbered("Good", "Normal", "7", "00:01:00"), before));

  Observed unread = Release().unread("Event").observe(options_for("gcp"));
  unread.written.note(before.value, after.value);
  CHECK(is_heard(unread, after, any));
}

TEST_CASE("The first state of an object is kept over several writes", "[health]") {
  Freshness written_so_far;
  const Value first = written("00:00:00", "1").value, second = written("00:00:00", "2").value,
              third = written("00:00:00", "3").value;
  written_so_far.note(first, second);
  written_so_far.note(second, third);
  const Write* write = written_so_far.write_of(ref_of(third));
  REQUIRE(write);
  CHECK(write->resource_version == "3");
  CHECK(write->before == first);
  CHECK_FALSE(write->created());
  Freshness made;
  made.note(Value(), first);
  made.note(first, second);
  CHECK(made.write_of(ref_of(first))->created());
}

TEST_CASE("A cause is one text, whatever its try", "[health]") {
  struct Case {
    const char* message;
    const char* text;
  };
  const Case cases[] = {
      {"Failed deploy model due to operation error Elastic Load Balancing v2: CreateListener, https response error "
       "StatusCode: 400, RequestID: 7e1f-22, CertificateNotFound: Certificate 'arn:x' not found",
       "Failed deploy model due to CertificateNotFound: Certificate 'arn:x' not found"},
      {"(combined from similar events): Failed build model due to operation error EC2: DescribeSubnets, https response "
       "error StatusCode: 400, RequestID: 1, api error InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not "
       "exist",
       "Failed build model due to InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist"},
      {"api error UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization "
       "failure message: x9Ab",
       "api error UnauthorizedOperation: You are not authorized to perform this operation."},
      {"operation error without an end", "operation error without an end"},
      {"operation error A: B, https response error StatusCode: 1",
       "operation error A: B, https response error "
       "StatusCode: 1"},
      {"", ""},
  };
  for (const Case& c : cases) CHECK(without_noise(c.message) == c.text);
}

}  // namespace
}  // namespace l7
