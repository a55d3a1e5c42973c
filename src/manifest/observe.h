#pragma once

#include <string>
#include <utility>
#include <vector>

#include "manifest/stream.h"
#include "model/finding.h"
#include "model/target.h"
#include "model/wishes.h"
#include "observe/observed.h"

namespace l7::manifest {

/// What a stream tells about the Milvus in it, and the places in it of the objects that a plan may change.
struct StreamObservation {
  Observed observed;
  std::vector<std::pair<ObjectRef, Location>> locations;
  std::vector<Finding> findings;

  /// Throws std::logic_error for an object that was not seen.
  const Location& location_of(const ObjectRef& ref) const;
};

/// Finds each Milvus that is meant, or the only one where nothing is said; nothing when the stream holds none. Throws
/// Error when it is not clear which is meant, when the parts of one are missing, or when a document that may be one of
/// them cannot be read.
std::vector<StreamObservation> observe(Stream& stream, const std::vector<Target>& targets, const Wishes& wishes);

}  // namespace l7::manifest
