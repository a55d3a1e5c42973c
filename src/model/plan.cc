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

std::span<const AreaName> area_names() {
  static constexpr AreaName names[] = {{Area::milvus, "milvus", "Milvus"},
                                       {Area::access, "access", "Access"},
                                       {Area::entry, "entry", "Entry"},
                                       {Area::certificate, "certificate", "Certificate"},
                                       {Area::cloud, "cloud", "Cloud"},
                                       {Area::permissions, "permissions", "Permissions"},
                                       {Area::ownership, "ownership", "Ownership"}};
  return names;
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
