#include "model/validity.h"

#include "model/dates.h"

namespace l7 {

Validity::State Validity::state() const {
  static constexpr std::chrono::days soon{30};
  if (end <= now) return State::over;
  if (begin > now) return State::not_begun;
  return end - now < soon ? State::ends_soon : State::good;
}

std::string Validity::text() const {
  switch (state()) {
    case State::good: return "until " + date_text(end);
    case State::ends_soon: return "it ends on " + date_text(end) + ", in " + days_text(end - now);
    case State::over: return "it ended on " + date_text(end);
    case State::not_begun: return "it begins on " + date_text(begin);
  }
  return {};
}

}  // namespace l7
