#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "model/object.h"
#include "model/path.h"
#include "model/value.h"

namespace l7 {

/// The order in which a live run applies changes; a stream takes them all at once.
enum class Phase {
  prepare,  ///< adds what nothing uses yet
  backend,  ///< Milvus itself: settings and the restart that loads them
  ingress,  ///< the balancer
  cutover,  ///< takes the old way in away; only when the new one answers
};

std::string_view to_string(Phase phase);

/// One change to one object.
struct Change {
  ObjectRef object;
  /// The place in the object. Empty: the whole object is made, or deleted.
  Path path;
  /// Where the string at `path` is a YAML document (user.yaml): the place inside it.
  Path inner;
  /// What stands there now; nothing when there is nothing.
  std::optional<Value> before;
  /// What shall stand there; nothing when it shall go.
  std::optional<Value> after;
  Phase phase;
  /// One sentence for the user.
  std::string why;

  bool creates() const { return path.empty() && !before; }
  bool deletes() const { return path.empty() && !after; }
};

/// Everything that has to be done, and everything worth saying about it.
struct Plan {
  std::vector<Change> changes;
  std::vector<Finding> findings;
  /// The objects of ours, whole, as they shall be, whether or not something of them changes.
  std::vector<Value> objects;

  /// A plan with an error in it must not be carried out, not even in part.
  bool refused() const {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.kind->severity == Severity::error; });
  }
};

}  // namespace l7
