#include "model/validity.h"

#include "catch.h"
#include "model/dates.h"

using l7::Validity;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST_CASE("the time of a certificate has four states") {
  constexpr sys_seconds now{seconds{1'800'000'000}};
  struct Case {
    sys_seconds begin;
    sys_seconds end;
    Validity::State state;
    const char* text;
  };
  const Case cases[] = {
      {now - days(1), now + days(300), Validity::State::good, "until 2027-11-11"},
      {now, now + days(30), Validity::State::good, "until 2027-02-14"},
      {now, now + days(30) - seconds(1), Validity::State::ends_soon, "it ends on 2027-02-14, in 29 days"},
      {now - days(9), now + seconds(1), Validity::State::ends_soon, "it ends on 2027-01-15, in 0 days"},
      {now - days(9), now + days(1), Validity::State::ends_soon, "it ends on 2027-01-16, in 1 day"},
      {now - days(9), now, Validity::State::over, "it ended on 2027-01-15"},
      {now + seconds(1), now + days(9), Validity::State::not_begun, "it begins on 2027-01-15"},
      // The published guides' certificates end when nanoseconds have run out.
      {now - days(1), now + days(99999), Validity::State::good, "until 2300-10-30"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const Validity validity = {c.begin, c.end, now};
    CHECK(validity.state() == c.state);
    CHECK(validity.text() == c.text);
  }
  CHECK(l7::time_text(now) == "2027-01-15T08:00:00Z");
}
