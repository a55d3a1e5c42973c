#pragma once

#include <string>
#include <utility>
#include <vector>

#include "manifest/observe.h"
#include "manifest/stream.h"
#include "model/plan.h"

namespace l7::manifest {

/// What is to be done for one Milvus of a stream.
struct StreamPlan {
  StreamObservation observation;
  Plan plan;
};

/// The stream as it shall be: new bytes for a few documents, further documents, and everything else as it came.
class Rewritten {
 public:
  /// Carries the plans out in memory and checks them; nothing is written. Throws Error, with the document as `where`.
  Rewritten(const Stream& stream, const std::vector<StreamPlan>& plans);

  /// Writes the whole stream. Throws Error when that fails.
  void write(int fd) const;

 private:
  /// The new objects as further documents, which look as those of this Milvus do.
  std::string documents_for(const std::vector<Value>& objects, const StreamObservation& observation) const;
  void append(const std::string& documents);

  const Stream& stream_;
  /// How the stream ends its lines.
  std::string newline_;
  /// In the order of the stream; a piece with an empty range is an insertion.
  std::vector<std::pair<Range, std::string>> pieces_;
};

}  // namespace l7::manifest
