#include "model/plan.h"

namespace l7 {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::prepare: return "prepare";
    case Phase::backend: return "backend";
    case Phase::ingress: return "ingress";
    case Phase::cutover: return "cutover";
  }
  return "";
}

}  // namespace l7
