#pragma once

#include <span>
#include <string>
#include <string_view>

namespace l7 {

/// An error refuses the whole plan; a warning will hurt somebody; a note is worth knowing.
enum class Severity { note, warning, error };

std::string_view to_string(Severity severity);

/// What a finding is about, in the order in which people read them.
enum class Area {
  milvus,       ///< its settings and its pods
  access,       ///< who reaches Milvus, by which path
  entry,        ///< the Ingress: its class, its hosts, its backends
  certificate,  ///< of the load balancer and of Milvus
  cloud,        ///< what the cloud's controller needs and does
  permissions,  ///< what the API server allows
  ownership,    ///< who else writes the objects
};

struct AreaName {
  Area area;
  /// In JSON.
  std::string_view id;
  std::string_view title;
};

/// Every area, in order.
std::span<const AreaName> area_names();

/// What can be found, once for all programs: an entry of the table its owner keeps (src/milvus, src/cloud).
/// The ID is stable: people grep for it, silence it and look it up.
struct FindingKind {
  std::string_view id;
  Area area;
  Severity severity;
  std::string_view title;
  /// Why it matters, in a sentence or two.
  std::string_view why;
  /// What to do about it.
  std::string_view fix;
};

/// One sighting of a kind.
struct Finding {
  const FindingKind* kind;
  /// The object, or the place in a stream, where it was seen; may be empty.
  std::string where;
  /// What was seen there, with its names and values.
  std::string seen;
  /// What to do, where that depends on what was seen; empty where the kind says it.
  std::string own_fix = {};

  std::string_view fix() const { return own_fix.empty() ? kind->fix : std::string_view(own_fix); }
};

}  // namespace l7
