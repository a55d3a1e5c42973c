#pragma once

#include <optional>
#include <string>
#include <vector>

#include "milvus/milvus.h"
#include "model/error.h"
#include "model/plan.h"

namespace l7::cli {

enum class Result { changed, unchanged, no_milvus, error };

/// The lists of a report, for other outputs that hold them.
Value to_value(const std::vector<Change>& changes);
Value to_value(const std::vector<Finding>& findings);

/// What one run did, for programs: Helm 4 hides what a failing post-renderer says.
struct Report {
  std::string cloud;
  /// Those that were meant, in the order of their names on the command line.
  std::vector<milvus::Milvus> milvus;
  Result result = Result::error;
  std::vector<Change> changes;
  std::vector<Finding> findings;
  std::optional<Error> error;
};

/// One map. Values of the cluster are values; `before`, `after` and `inner` are left out where there is none. `milvus`
/// is null where none was found, one map, or a list of several.
Value to_value(const Report& report);
/// The same as JSON.
std::string to_json(const Report& report);

}  // namespace l7::cli
