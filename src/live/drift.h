#pragma once

#include <string>
#include <vector>

#include "model/object.h"
#include "observe/observed.h"

namespace l7::live {

/// A place that no longer stands as a live run left it.
struct Drift {
  ObjectRef object;
  std::string place;
};

/// All of them, in the objects of one Milvus. Throws Error when a record cannot be read.
std::vector<Drift> drift_of(const Observed& observed);

/// Whether any of the objects carries a record of a live run's changes.
bool is_changed_live(const Observed& observed);

}  // namespace l7::live
