#include "model/health.h"

namespace l7 {

std::string_view to_string(State state) {
  switch (state) {
    case State::ready: return "ready";
    case State::waiting: return "waiting";
    case State::failed: return "failed";
    case State::unknown: return "unknown";
  }
  return "";
}

}  // namespace l7
