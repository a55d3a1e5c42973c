#pragma once

#include <string>
#include <utility>
#include <vector>

#include "manifest/observe.h"
#include "manifest/stream.h"
#include "model/plan.h"

namespace l7::manifest {

/// The stream as it shall be: new bytes for a few documents, further documents, and everything else as it came.
class Rewritten {
 public:
  /// Carries the plan out in memory and checks it; nothing is written. Throws Error, with the document as `where`.
  Rewritten(const Stream& stream, const StreamObservation& observation, const Plan& plan);

  /// Writes the whole stream. Throws Error when that fails.
  void write(int fd) const;

 private:
  void append_objects(const std::vector<Value>& objects, const StreamObservation& observation);

  const Stream& stream_;
  /// In the order of the stream; a piece with an empty range is an insertion.
  std::vector<std::pair<Range, std::string>> pieces_;
};

}  // namespace l7::manifest
